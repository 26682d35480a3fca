"""
Who is signed in, in a file beside the data's: a session begins inside a transaction of the data, and must not
wait for it.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

from database import open_session
from mizan import KnownUser
from mizan.identity.session_store import (
    FoundSession,
    RefreshChange,
    RotateOutcome,
    SessionStore,
    StoredSession,
)
from mizan.identity.sqlite_session_store import SqliteSessionStore
from sqlalchemy import select
from tables import UserRow

_reading = asynccontextmanager(open_session)


class TaskboardSessions(SessionStore):
    """The app is made before anybody knows where its files are."""

    is_immediate: ClassVar[bool] = False

    def __init__(self) -> None:
        self._opened: SqliteSessionStore | None = None

    def open(self, database: Path) -> None:
        """Beside `database`, the file of the data."""
        self._opened = SqliteSessionStore(database.with_name(f"{database.stem}-sessions.sqlite"))

    def create(self, key: str, session: StoredSession, lifetime_ms: int) -> None:
        self._store().create(key, session, lifetime_ms)

    def read(self, key: str) -> FoundSession | None:
        return self._store().read(key)

    def touch(self, key: str, lifetime_ms: int) -> bool:
        return self._store().touch(key, lifetime_ms)

    def replace(self, old_key: str, key: str, session: StoredSession, lifetime_ms: int) -> None:
        self._store().replace(old_key, key, session, lifetime_ms)

    def rotate(self, key: str, change: RefreshChange) -> RotateOutcome:
        return self._store().rotate(key, change)

    def delete(self, key: str) -> None:
        self._store().delete(key)

    def close(self) -> None:
        self._store().close()

    def _store(self) -> SqliteSessionStore:
        if self._opened is None:
            raise RuntimeError("the sessions are not open: call sessions.open(database) first")
        return self._opened


sessions = TaskboardSessions()


async def load_user(user_id: str) -> KnownUser | None:
    """None for somebody who is not there any more."""
    async with _reading() as session:
        is_staff = await session.scalar(select(UserRow.is_staff).where(UserRow.id == int(user_id)))
    return None if is_staff is None else KnownUser(user_id, is_staff=is_staff)
