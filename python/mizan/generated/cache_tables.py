# Made from protocol/cache/store.sql by `node scripts/generate-constants.ts`. Do not edit.

from __future__ import annotations

from typing import Final

CACHE_TABLES: Final = """\
CREATE TABLE IF NOT EXISTS mizan_store (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mizan_entries (
  at INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, text TEXT NOT NULL, expires INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS mizan_entries_by_expires ON mizan_entries (expires);
CREATE TABLE IF NOT EXISTS mizan_tags (
  key TEXT PRIMARY KEY, record TEXT NOT NULL, expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mizan_tags_by_expires ON mizan_tags (expires);"""
