-- Derived: what is left to be done, so that a day costs what it brings and not what the archive holds. ------------
-- Triggers note it, so that no writer can forget to. What was done meanwhile may still stand here; whoever takes a
-- note looks. Tasks: `read`, `compare`, `search`, `join` and `check` for posts; `key`, `fetch` and `article` for
-- addresses of sources.

CREATE TABLE notes (
  task TEXT NOT NULL,
  key  TEXT NOT NULL,
  PRIMARY KEY (task, key)
) STRICT, WITHOUT ROWID;

-- The posts at an address in its one spelling.
CREATE TABLE post_addresses (
  address TEXT NOT NULL,
  post    TEXT NOT NULL,
  PRIMARY KEY (address, post)
) STRICT, WITHOUT ROWID;

-- By address of a source: the key of the document there, and that of the document's own address where it is another.
CREATE TABLE addresses (
  url TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  own TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_by_key ON addresses (key);
CREATE INDEX addresses_led ON addresses (key) WHERE own IS NOT NULL;

-- The rules by which these keys were made; others make them anew.
CREATE TABLE keyed (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  state TEXT NOT NULL
) STRICT;

-- When a post is to be looked for once it has left its feed; NULL: nothing in it counts.
CREATE TABLE watched (
  post TEXT PRIMARY KEY,
  next TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX watched_by_next ON watched (next) WHERE next IS NOT NULL;

CREATE INDEX links_by_url ON links (url);
CREATE INDEX documents_by_method ON documents (kind, method);

CREATE TRIGGER note_post AFTER INSERT ON posts BEGIN
  DELETE FROM notes WHERE task = 'read' AND key = NEW.key;
  INSERT INTO notes SELECT 'read', NEW.key WHERE length(NEW.html) > 0
    AND NOT EXISTS (SELECT 1 FROM documents WHERE kind = 'post' AND key = NEW.key AND hash = NEW.hash);
  INSERT OR IGNORE INTO notes VALUES ('check', NEW.key);
  INSERT OR IGNORE INTO post_addresses SELECT canonical(NEW.url), NEW.key WHERE NEW.url <> '';
END;
CREATE TRIGGER note_reading AFTER INSERT ON documents WHEN NEW.kind = 'post' BEGIN
  DELETE FROM notes WHERE task = 'read' AND key = NEW.key;
  INSERT INTO notes SELECT 'read', key FROM posts WHERE key = NEW.key AND length(html) > 0 AND hash <> NEW.hash;
  INSERT OR IGNORE INTO notes SELECT 'compare', NEW.key WHERE NEW.key NOT IN (SELECT post FROM compared);
  INSERT OR IGNORE INTO notes SELECT 'search', NEW.key WHERE NEW.key NOT IN (SELECT post FROM searched);
  INSERT OR IGNORE INTO notes VALUES ('join', NEW.key), ('check', NEW.key);
END;
CREATE TRIGGER note_method AFTER UPDATE ON documents WHEN NEW.kind = 'post' BEGIN
  INSERT OR IGNORE INTO notes VALUES ('join', NEW.key);
END;
CREATE TRIGGER note_compared AFTER INSERT ON compared BEGIN
  DELETE FROM notes WHERE task = 'compare' AND key = NEW.post;
END;
CREATE TRIGGER note_uncompared AFTER DELETE ON compared BEGIN
  INSERT OR IGNORE INTO notes VALUES ('compare', OLD.post);
END;
CREATE TRIGGER note_searched AFTER INSERT ON searched BEGIN
  DELETE FROM notes WHERE task = 'search' AND key = NEW.post;
  INSERT OR IGNORE INTO notes VALUES ('join', NEW.post);
END;
CREATE TRIGGER note_unsearched AFTER DELETE ON searched BEGIN
  INSERT OR IGNORE INTO notes VALUES ('search', OLD.post), ('join', OLD.post);
END;
CREATE TRIGGER note_folded AFTER INSERT ON folded BEGIN
  INSERT OR IGNORE INTO notes VALUES ('join', NEW.post);
END;
CREATE TRIGGER note_unfolded AFTER DELETE ON folded BEGIN
  INSERT OR IGNORE INTO notes VALUES ('join', OLD.post);
END;
CREATE TRIGGER note_checked AFTER INSERT ON fetches WHEN NEW.purpose = 'post' BEGIN
  INSERT OR IGNORE INTO notes VALUES ('check', NEW.subject);
END;

CREATE TRIGGER note_link AFTER INSERT ON links WHEN NEW.role <> 'own-post' BEGIN
  INSERT OR IGNORE INTO notes VALUES ('fetch', NEW.url);
  INSERT OR IGNORE INTO notes SELECT 'key', NEW.url WHERE NEW.url NOT IN (SELECT url FROM addresses);
END;
CREATE TRIGGER note_answer AFTER INSERT ON fetches WHEN NEW.purpose = 'article' BEGIN
  INSERT OR IGNORE INTO notes VALUES ('key', NEW.subject);
  INSERT OR IGNORE INTO notes SELECT 'article', NEW.subject WHERE NEW.body IS NOT NULL;
  DELETE FROM notes WHERE task = 'fetch' AND NEW.body IS NOT NULL AND key IN (SELECT other.url FROM addresses AS mine
    JOIN addresses AS other ON other.key = mine.key WHERE mine.url = NEW.subject);
END;
CREATE TRIGGER note_article AFTER INSERT ON documents WHEN NEW.kind = 'article' BEGIN
  DELETE FROM notes WHERE task = 'article' AND key = NEW.key AND NEW.hash = (SELECT body FROM fetches
    WHERE purpose = 'article' AND subject = NEW.key AND body IS NOT NULL ORDER BY id DESC LIMIT 1);
  INSERT OR IGNORE INTO notes VALUES ('key', NEW.key);
  INSERT OR IGNORE INTO notes SELECT 'fetch', other.url FROM addresses AS mine JOIN addresses AS other
    ON other.key = mine.key WHERE mine.url = NEW.key AND NEW.problem IS NOT NULL;
END;

INSERT INTO post_addresses SELECT DISTINCT canonical(url), key FROM posts WHERE url <> '';
INSERT OR IGNORE INTO notes
  SELECT 'read', key FROM posts WHERE length(html) > 0 UNION ALL
  SELECT 'check', key FROM posts UNION ALL
  SELECT 'join', key FROM documents WHERE kind = 'post' UNION ALL
  SELECT 'join', post FROM joined UNION ALL
  SELECT 'compare', key FROM documents WHERE kind = 'post' AND key NOT IN (SELECT post FROM compared) UNION ALL
  SELECT 'search', key FROM documents WHERE kind = 'post' AND key NOT IN (SELECT post FROM searched) UNION ALL
  SELECT 'key', url FROM links WHERE role <> 'own-post' UNION ALL
  SELECT 'fetch', url FROM links WHERE role <> 'own-post' UNION ALL
  SELECT 'key', subject FROM fetches WHERE purpose = 'article' UNION ALL
  SELECT 'article', subject FROM fetches WHERE purpose = 'article' AND body IS NOT NULL;

-- Heads of rankings as they were last made, by a digest of all that was asked; any change of the store empties it.
CREATE TABLE kept (
  question TEXT PRIMARY KEY,
  head     TEXT NOT NULL              -- JSON
) STRICT, WITHOUT ROWID;
