"""
Sessions in an SQLite file: one machine, any number of processes, any language (SPEC.md, ID-19). A sign-out is
on the disk when it is answered.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from hmac import compare_digest
from pathlib import Path
from typing import Any, ClassVar

from mizan.identity.session_store import (
    FoundSession,
    RefreshChange,
    RotateOutcome,
    SessionStore,
    StoredSession,
)

_BUSY_MS = 5000
_SWEEP_EVERY_MS = 60_000
_SWEEP_ROWS = 500
"""At a time: a sweep is part of somebody's request."""

_TABLE = """
CREATE TABLE IF NOT EXISTS mizan_session (
    key TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    refresh_hash TEXT,
    expires_at_ms INTEGER NOT NULL
) WITHOUT ROWID, STRICT
"""
_INDEX = "CREATE INDEX IF NOT EXISTS mizan_session_expiry ON mizan_session (expires_at_ms)"
_PUT = "INSERT OR REPLACE INTO mizan_session (key, user_id, refresh_hash, expires_at_ms) VALUES (?, ?, ?, ?)"
_FIND = "SELECT user_id, refresh_hash, expires_at_ms FROM mizan_session WHERE key = ? AND expires_at_ms > ?"
_SWEEP = f"""
DELETE FROM mizan_session WHERE key IN
  (SELECT key FROM mizan_session WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT {_SWEEP_ROWS})
"""


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class SqliteSessionStore(SessionStore):
    is_immediate: ClassVar[bool] = False

    def __init__(self, path: str | Path, now_ms: Callable[[], int] = _now_ms) -> None:
        """`path`: a file of this machine, whose folder exists. `now_ms`: for tests."""
        self._now_ms = now_ms
        self._swept_at_ms = 0
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A power cut brings back no session that was ended and no refresh token that was spent.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(_TABLE)
        self._connection.execute(_INDEX)

    def create(self, key: str, session: StoredSession, lifetime_ms: int) -> None:
        with self._write() as database:
            self._put(database, key, session, lifetime_ms)

    def read(self, key: str) -> FoundSession | None:
        with self._lock:
            now = self._now_ms()
            row: Any = self._connection.execute(_FIND, (key, now)).fetchone()
        return None if row is None else FoundSession(StoredSession(row[0], row[1]), row[2] - now)

    def touch(self, key: str, lifetime_ms: int) -> bool:
        with self._write() as database:
            now = self._now_ms()
            changed = database.execute(
                "UPDATE mizan_session SET expires_at_ms = ? WHERE key = ? AND expires_at_ms > ?",
                (now + lifetime_ms, key, now),
            )
            return changed.rowcount == 1

    def replace(self, old_key: str, key: str, session: StoredSession, lifetime_ms: int) -> None:
        with self._write() as database:
            database.execute("DELETE FROM mizan_session WHERE key = ?", (old_key,))
            self._put(database, key, session, lifetime_ms)

    def rotate(self, key: str, change: RefreshChange) -> RotateOutcome:
        with self._write() as database:
            now = self._now_ms()
            row: Any = database.execute(_FIND, (key, now)).fetchone()
            if row is None or row[1] is None:
                return RotateOutcome("missing")
            if not compare_digest(row[1], change.from_hash):
                database.execute("DELETE FROM mizan_session WHERE key = ?", (key,))
                return RotateOutcome("reused")
            self._put(database, key, StoredSession(row[0], change.to_hash), change.lifetime_ms)
            return RotateOutcome("rotated", row[0])

    def delete(self, key: str) -> None:
        with self._write() as database:
            database.execute("DELETE FROM mizan_session WHERE key = ?", (key,))

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _write(self) -> Generator[sqlite3.Connection]:
        """One transaction, which has the file's lock from its first statement on."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._sweep()
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _sweep(self) -> None:
        now = self._now_ms()
        if abs(now - self._swept_at_ms) >= _SWEEP_EVERY_MS:
            self._connection.execute(_SWEEP, (now,))
            self._swept_at_ms = now

    def _put(self, database: sqlite3.Connection, key: str, session: StoredSession, lifetime_ms: int) -> None:
        row = (key, session.user_id, session.refresh_hash, self._now_ms() + lifetime_ms)
        database.execute(_PUT, row)
