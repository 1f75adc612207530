-- Statements are joined day by day, and quotations have origins. All of this is derived; the next run makes it again.

DROP TABLE members;
DROP TABLE possible;
DROP TABLE joined;

-- Wordings of which statements are joined: passages of one person in equal words.
CREATE TABLE nodes (
  key    TEXT PRIMARY KEY,
  size   INTEGER NOT NULL,          -- minus its words; with day and first its rank
  day    TEXT NOT NULL,
  first  TEXT NOT NULL,             -- id of its first passage
  parent TEXT,                      -- the node to which its one edge that counts leads
  root   TEXT,                      -- the node that is the root of its statement
  match  TEXT,
  apart  TEXT,                      -- a node of its tree from which the guard separates it, and why
  why    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX nodes_by_parent ON nodes (parent) WHERE parent IS NOT NULL;
CREATE INDEX nodes_by_root ON nodes (root);

CREATE TABLE node_keys (
  key  INTEGER NOT NULL,
  node TEXT NOT NULL,
  PRIMARY KEY (key, node)
) STRICT, WITHOUT ROWID;
CREATE INDEX node_keys_by_node ON node_keys (node);

CREATE TABLE edges (
  node       TEXT NOT NULL,
  other      TEXT NOT NULL,
  match      TEXT NOT NULL,
  similarity REAL NOT NULL,
  why        TEXT,                  -- why they are not surely one statement
  PRIMARY KEY (node, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_by_other ON edges (other);

-- In which node a passage was joined, and from which state of it.
CREATE TABLE members (
  passage TEXT PRIMARY KEY,
  post    TEXT NOT NULL,
  node    TEXT NOT NULL,
  state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_node ON members (node);
CREATE INDEX members_by_post ON members (post);

-- From which reading the passages of a post were joined; equal means that nothing has changed since.
CREATE TABLE joined (
  post  TEXT PRIMARY KEY,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE passages ADD COLUMN quotation TEXT NOT NULL DEFAULT '';  -- digest of its normal words

-- The words of a source from which a quotation was made. Kept when the method changes: a source that has changed since
-- is searched for these words only.
CREATE TABLE origins (
  post      TEXT NOT NULL,
  quotation TEXT NOT NULL,          -- digest of its normal words, as in passages
  url       TEXT NOT NULL,          -- the cited address
  lang      TEXT NOT NULL,
  exact     TEXT NOT NULL,
  prefix    TEXT NOT NULL,
  suffix    TEXT NOT NULL,
  body      TEXT NOT NULL,          -- SHA-256 of the page
  score     REAL NOT NULL,
  lead      REAL NOT NULL,
  places    TEXT NOT NULL,          -- JSON: list of sentence key, start, end
  why       TEXT,                   -- why it is not sure
  lost      INTEGER NOT NULL,       -- no longer found in the source
  speaker   TEXT,                   -- as the source spells the name
  PRIMARY KEY (post, quotation, url)
) STRICT, WITHOUT ROWID;

-- From which readings of a post and of its sources the origins were found.
CREATE TABLE searched (
  post  TEXT PRIMARY KEY,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What editors decided of the speakers in a post when it was read.
CREATE TABLE decided (
  post  TEXT PRIMARY KEY,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The smallest hashes of an article's runs of words, by which copies of it at other addresses are found …
CREATE TABLE article_sketches (
  hash INTEGER NOT NULL,
  url  TEXT NOT NULL,
  PRIMARY KEY (hash, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_sketches_by_url ON article_sketches (url);

-- … and the pairs of articles that are one text.
CREATE TABLE article_copies (
  url   TEXT NOT NULL,
  other TEXT NOT NULL,
  PRIMARY KEY (url, other)
) STRICT, WITHOUT ROWID;
