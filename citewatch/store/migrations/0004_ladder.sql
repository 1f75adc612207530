-- Recorded: by which step of the ladder a source was asked for, where not at its own address, and when an archive made
-- the copy.
ALTER TABLE fetches ADD COLUMN via TEXT;
ALTER TABLE fetches ADD COLUMN copied_at TEXT;

-- Recorded: what archives answered when they were asked whether they have a copy.
CREATE TABLE lookups (
  url     TEXT NOT NULL,
  at      TEXT NOT NULL,
  headers TEXT NOT NULL,              -- JSON list of pairs
  answer  BLOB NOT NULL,
  PRIMARY KEY (url, at)
) STRICT, WITHOUT ROWID;

-- Derived: the charset of a document, where it had to be guessed.
ALTER TABLE documents ADD COLUMN guessed TEXT;
