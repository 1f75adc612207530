-- Recorded: cannot be made again. --------------------------------------------------------------------------------

-- It held addresses, and no word of what was told.
DROP TABLE digests;

-- What an edition had to say when it was first meant for somebody: later mails say what is new since then.
CREATE TABLE editions (
  mark    TEXT PRIMARY KEY,
  at      TEXT NOT NULL,
  content TEXT NOT NULL               -- JSON
) STRICT, WITHOUT ROWID;

-- Mails: a row is written before the mail is sent. Recipients only as HMAC-SHA256 of their addresses.
CREATE TABLE outbox (
  recipient TEXT NOT NULL,
  edition   TEXT NOT NULL,
  since     TEXT,                     -- the edition that they had got before; NULL: none
  at        TEXT NOT NULL,            -- when it was meant to be sent
  state     TEXT NOT NULL CHECK (state IN ('meant', 'later', 'refused', 'sent', 'baseline')),
  tried     TEXT,                     -- when the last try had ended
  answer    TEXT,                     -- what the server had said to it
  PRIMARY KEY (recipient, edition)
) STRICT, WITHOUT ROWID;

-- The secret of the HMAC where the environment gives none; it never leaves this store.
CREATE TABLE secret (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  key TEXT NOT NULL
) STRICT;
