-- Recorded: cannot be made again. --------------------------------------------------------------------------------

-- Page bodies as answered, decoded from their transfer coding, zlib-compressed; by SHA-256 of the bytes.
CREATE TABLE bodies (
  hash  TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Every answer of the web to a request; `failure` is its class where there was no page.
CREATE TABLE fetches (
  id          INTEGER PRIMARY KEY,
  purpose     TEXT NOT NULL CHECK (purpose IN ('feed', 'article')),
  subject     TEXT NOT NULL,          -- the feed as configured, or the address of the source
  url         TEXT NOT NULL,          -- what was asked for
  at          TEXT NOT NULL,          -- ISO 8601, UTC
  status      INTEGER,
  final_url   TEXT,
  headers     TEXT,                   -- JSON list of pairs
  hops        TEXT,                   -- JSON list of addresses
  body        TEXT REFERENCES bodies (hash),
  failure     TEXT,
  detail      TEXT,
  retry_after REAL
) STRICT;
CREATE INDEX fetches_by_url ON fetches (url, id);
CREATE INDEX fetches_by_subject ON fetches (purpose, subject, id);

-- When an entry was first met in a feed; `settled` once the feed was read from there back to known entries.
CREATE TABLE seen (
  post    TEXT NOT NULL,
  feed    TEXT NOT NULL,
  at      TEXT NOT NULL,
  settled INTEGER NOT NULL,
  PRIMARY KEY (post, feed)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_by_feed ON seen (feed);

-- Ids of published statements, with the place by which they are found again.
CREATE TABLE anchors (
  id     TEXT PRIMARY KEY,
  post   TEXT NOT NULL,
  exact  TEXT NOT NULL,
  prefix TEXT NOT NULL,
  suffix TEXT NOT NULL,
  at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Digests that the mail server has taken.
CREATE TABLE digests (
  edition    TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  at         TEXT NOT NULL,
  PRIMARY KEY (edition, recipient)
) STRICT, WITHOUT ROWID;

-- Derived: may be dropped and made again. -------------------------------------------------------------------------

-- Which feed pages were read, by which version of the method.
CREATE TABLE feed_readings (
  fetch   INTEGER PRIMARY KEY REFERENCES fetches (id),
  method  INTEGER NOT NULL,
  problem TEXT
) STRICT;

CREATE TABLE posts (
  key           TEXT PRIMARY KEY,
  feed          TEXT NOT NULL,
  url           TEXT NOT NULL,
  title         TEXT NOT NULL,
  html          BLOB NOT NULL,        -- zlib
  hash          TEXT NOT NULL,        -- of html
  published     TEXT,
  first_seen    TEXT NOT NULL,
  day           TEXT NOT NULL,
  day_uncertain INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was read in a post or article: its text, and by which version of the method from which body.
CREATE TABLE documents (
  key       TEXT NOT NULL,            -- post key, or address of the source: one blog's post may be another's source
  kind      TEXT NOT NULL CHECK (kind IN ('post', 'article')),
  hash      TEXT NOT NULL,
  method    INTEGER NOT NULL,
  problem   TEXT,                     -- why it could not be read
  url       TEXT,
  title     TEXT,
  byline    TEXT,
  published TEXT,
  lang      TEXT,
  text      TEXT,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
  post  TEXT NOT NULL,
  n     INTEGER NOT NULL,
  url   TEXT NOT NULL,                -- one spelling
  href  TEXT NOT NULL,                -- to be asked for
  role  TEXT NOT NULL,
  PRIMARY KEY (post, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE passages (
  id      TEXT PRIMARY KEY,
  post    TEXT NOT NULL,
  n       INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  text    TEXT NOT NULL,
  lang    TEXT NOT NULL,
  person  TEXT,
  speaker TEXT,
  cue     TEXT,
  context TEXT NOT NULL               -- JSON list: around, quoted, around, …
) STRICT, WITHOUT ROWID;
CREATE INDEX passages_by_post ON passages (post);

CREATE TABLE citations (
  passage  TEXT NOT NULL,
  n        INTEGER NOT NULL,
  url      TEXT NOT NULL,
  evidence TEXT NOT NULL,
  distance INTEGER NOT NULL,
  role     TEXT NOT NULL,
  reason   TEXT NOT NULL,
  PRIMARY KEY (passage, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  passage TEXT PRIMARY KEY,
  root    TEXT NOT NULL,
  n       INTEGER NOT NULL,           -- place in its statement; the root is 0
  match   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE possible (
  passage TEXT NOT NULL,
  other   TEXT NOT NULL,
  why     TEXT NOT NULL,
  PRIMARY KEY (passage, other)
) STRICT, WITHOUT ROWID;

-- What the statements were joined from; equal means that nothing has changed since.
CREATE TABLE joined (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  fingerprint TEXT NOT NULL
) STRICT;
