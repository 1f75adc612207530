-- Recorded: cannot be made again. --------------------------------------------------------------------------------

-- Made anew: pages of posts are asked for too, and `moved` is where permanent redirects alone led.
CREATE TABLE fetches_anew (
  id          INTEGER PRIMARY KEY,
  purpose     TEXT NOT NULL CHECK (purpose IN ('feed', 'article', 'post')),
  subject     TEXT NOT NULL,          -- the feed as configured, the address of the source, or the key of the post
  url         TEXT NOT NULL,          -- what was asked for
  at          TEXT NOT NULL,          -- ISO 8601, UTC
  status      INTEGER,
  final_url   TEXT,
  headers     TEXT,                   -- JSON list of pairs
  hops        TEXT,                   -- JSON list of addresses
  body        TEXT REFERENCES bodies (hash),  -- empty bytes there: no longer kept
  failure     TEXT,
  detail      TEXT,
  retry_after REAL,
  moved       TEXT
) STRICT;
INSERT INTO fetches_anew (id, purpose, subject, url, at, status, final_url, headers, hops, body, failure, detail, retry_after)
  SELECT id, purpose, subject, url, at, status, final_url, headers, hops, body, failure, detail, retry_after FROM fetches;
DROP TABLE fetches;
ALTER TABLE fetches_anew RENAME TO fetches;
CREATE INDEX fetches_by_url ON fetches (url, id);
CREATE INDEX fetches_by_subject ON fetches (purpose, subject, id);
CREATE INDEX fetches_by_body ON fetches (body);

-- How each feed, and each outlet of asked sources, answered in each run; `trouble` is its class when it failed.
CREATE TABLE outcomes (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL CHECK (kind IN ('feed', 'outlet')),
  subject TEXT NOT NULL,              -- the feed as configured, or the outlet's name
  at      TEXT NOT NULL,
  outcome TEXT NOT NULL,
  trouble TEXT,
  problem TEXT,
  failed  INTEGER NOT NULL
) STRICT;
CREATE INDEX outcomes_by_subject ON outcomes (kind, subject, id);

-- How far a feed was read back by `backfill`: the last page, the newest day on it, and whether the feed ends there.
CREATE TABLE backfills (
  feed    TEXT PRIMARY KEY,
  url     TEXT NOT NULL,
  reached TEXT,
  ended   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Quotations that were edited out of a post: the day of the version that no longer had them.
CREATE TABLE withdrawals (
  passage TEXT PRIMARY KEY,
  post    TEXT NOT NULL,
  exact   TEXT NOT NULL,
  day     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Derived, but kept when the bodies are no longer. -----------------------------------------------------------------

-- Earlier versions of edited posts; `until`: the fetch that brought the next one.
CREATE TABLE superseded (
  post  TEXT NOT NULL,
  hash  TEXT NOT NULL,                -- of html
  until INTEGER NOT NULL REFERENCES fetches (id),
  html  BLOB NOT NULL,                -- zlib
  PRIMARY KEY (post, hash)
) STRICT, WITHOUT ROWID;

-- The last fetch in which a feed carried the post; 0 when that was not yet noted.
ALTER TABLE posts ADD COLUMN met INTEGER NOT NULL DEFAULT 0;

-- Posts that were deleted.
CREATE TABLE gone (
  post TEXT PRIMARY KEY,
  day  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The smallest hashes of a post's runs of words, by which copies of it are found …
CREATE TABLE sketches (
  post TEXT NOT NULL,
  hash INTEGER NOT NULL,
  PRIMARY KEY (post, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX sketches_by_hash ON sketches (hash, post);

-- … the posts for which that was done since they were read …
CREATE TABLE compared (
  post TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- … the pairs of posts that are one text …
CREATE TABLE copies (
  post  TEXT NOT NULL,
  other TEXT NOT NULL,
  PRIMARY KEY (post, other)
) STRICT, WITHOUT ROWID;

-- … and the posts that are copies of an earlier one, which do not count.
CREATE TABLE folded (
  post  TEXT PRIMARY KEY,
  first TEXT NOT NULL
) STRICT, WITHOUT ROWID;
