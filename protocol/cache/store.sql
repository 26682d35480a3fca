-- The origin cache in a file of SQLite (CACHE-24), one layout for every language. `key` is the whole key;
-- `text` and `record` are what Redis holds under it. Times are unix milliseconds. `at` counts up: the oldest
-- entries go first. `mizan_store` has `epoch` (16 hex digits) and `boot` (of the machine that last opened it).
CREATE TABLE IF NOT EXISTS mizan_store (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mizan_entries (
  at INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, text TEXT NOT NULL, expires INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS mizan_entries_by_expires ON mizan_entries (expires);
CREATE TABLE IF NOT EXISTS mizan_tags (
  key TEXT PRIMARY KEY, record TEXT NOT NULL, expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mizan_tags_by_expires ON mizan_tags (expires);
