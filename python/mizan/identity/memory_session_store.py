"""
Sessions in the memory of this process: for tests, and for one process whose users may sign in again after a
restart.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hmac import compare_digest
from typing import ClassVar

from mizan.identity.session_store import (
    FoundSession,
    RefreshChange,
    RotateOutcome,
    SessionStore,
    StoredSession,
)

_MAX_SESSIONS = 100_000


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class MemorySessionStore(SessionStore):
    is_immediate: ClassVar[bool] = True

    def __init__(self, max_sessions: int = _MAX_SESSIONS, now_ms: Callable[[], int] = _now_ms) -> None:
        """`max_sessions`: the one that was used least recently goes first. `now_ms`: for tests."""
        self._max_sessions = max_sessions
        self._now_ms = now_ms
        self._lock = threading.Lock()
        # In the order of their last use: session and the moment of its end.
        self._kept: OrderedDict[str, tuple[StoredSession, int]] = OrderedDict()

    def create(self, key: str, session: StoredSession, lifetime_ms: int) -> None:
        with self._lock:
            self._keep(key, session, lifetime_ms)

    def read(self, key: str) -> FoundSession | None:
        with self._lock:
            found = self._find(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return FoundSession(found[0], found[1] - self._now_ms())

    def touch(self, key: str, lifetime_ms: int) -> bool:
        with self._lock:
            found = self._find(key)
            if found is not None:
                self._keep(key, found[0], lifetime_ms)
            return found is not None

    def replace(self, old_key: str, key: str, session: StoredSession, lifetime_ms: int) -> None:
        with self._lock:
            self._kept.pop(old_key, None)
            self._keep(key, session, lifetime_ms)

    def rotate(self, key: str, change: RefreshChange) -> RotateOutcome:
        with self._lock:
            found = self._find(key)
            if found is None or found[0].refresh_hash is None:
                return RotateOutcome("missing")
            if not compare_digest(found[0].refresh_hash, change.from_hash):
                del self._kept[key]
                return RotateOutcome("reused")
            self._keep(key, replace(found[0], refresh_hash=change.to_hash), change.lifetime_ms)
            return RotateOutcome("rotated", found[0].user_id)

    def delete(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def close(self) -> None:
        with self._lock:
            self._kept.clear()

    def _keep(self, key: str, session: StoredSession, lifetime_ms: int) -> None:
        self._kept.pop(key, None)
        if lifetime_ms <= 0:
            return
        self._kept[key] = (session, self._now_ms() + lifetime_ms)
        if len(self._kept) > self._max_sessions:
            self._kept.popitem(last=False)

    def _find(self, key: str) -> tuple[StoredSession, int] | None:
        found = self._kept.get(key)
        if found is None or found[1] > self._now_ms():
            return found
        del self._kept[key]
        return None
