-- Recorded: cannot be made again. --------------------------------------------------------------------------------

-- Ids of statements that have had a page of their own: it stays, whatever becomes of them.
CREATE TABLE paged (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
