"""Every session store does the same (SPEC.md, ID-19)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mizan.identity.memory_session_store import MemorySessionStore
from mizan.identity.redis_session_store import RedisSessionStore
from mizan.identity.session_store import FoundSession, RefreshChange, SessionStore, StoredSession
from mizan.identity.sqlite_session_store import SqliteSessionStore
from tests.cache.redis_server import RedisServer

LONG = 1_000_000
KEY, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2
ADA, EVE = StoredSession("ada"), StoredSession("eve")


class Clock:
    now_ms = 1_000_000

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def clocked(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[SessionStore]:
    made: SessionStore = (
        MemorySessionStore(now_ms=clock)
        if request.param == "memory"
        else SqliteSessionStore(tmp_path / "sessions.sqlite", now_ms=clock)
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture(params=["memory", "sqlite", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path, redis: RedisServer) -> Iterator[SessionStore]:
    made: SessionStore = MemorySessionStore()
    if request.param == "sqlite":
        made = SqliteSessionStore(tmp_path / "sessions.sqlite")
    if request.param == "redis":
        client = redis.connect()
        client.flushall()
        made = RedisSessionStore(client)
    yield made
    made.close()


def _session(store: SessionStore, key: str) -> StoredSession | None:
    found = store.read(key)
    assert found is None or 0 < found.left_ms <= LONG
    return None if found is None else found.session


def test_a_session_is_there_until_its_time_is_over(clocked: SessionStore, clock: Clock) -> None:
    store = clocked
    store.create(KEY, ADA, 1000)
    assert store.read(KEY) == FoundSession(ADA, 1000)
    clock.now_ms += 999
    assert store.touch(KEY, 1000)
    clock.now_ms += 999
    assert store.read(KEY) == FoundSession(ADA, 1)
    clock.now_ms += 1
    assert store.read(KEY) is None
    assert not store.touch(KEY, 1000)
    assert store.read(KEY) is None


def test_a_new_key_takes_the_place_of_the_old_one(store: SessionStore) -> None:
    store.create(KEY, ADA, LONG)
    store.replace(KEY, OTHER, EVE, LONG)
    assert store.read(KEY) is None
    assert _session(store, OTHER) == EVE
    store.delete(OTHER)
    store.delete(OTHER)
    assert store.read(OTHER) is None


def test_a_refresh_token_is_spent_once_and_the_second_time_ends_the_session(store: SessionStore) -> None:
    store.create(KEY, StoredSession("ada", "a" * 64), LONG)

    def spend(old: str, new: str) -> str:
        return store.rotate(KEY, RefreshChange(old * 64, new * 64, LONG)).state

    assert store.rotate(KEY, RefreshChange("a" * 64, "b" * 64, LONG)).user_id == "ada"
    assert spend("b", "c") == "rotated"
    assert spend("b", "d") == "reused"
    assert spend("c", "e") == "missing"
    assert store.read(KEY) is None


def test_a_session_of_a_cookie_has_no_refresh_token(store: SessionStore) -> None:
    store.create(KEY, ADA, LONG)
    assert store.rotate(KEY, RefreshChange("a" * 64, "b" * 64, LONG)).state == "missing"
    assert _session(store, KEY) == ADA


def test_of_many_who_spend_one_token_one_gets_the_next(store: SessionStore) -> None:
    store.create(KEY, StoredSession("ada", "a" * 64), LONG)
    states: list[str] = []

    def spend(at: int) -> None:
        states.append(store.rotate(KEY, RefreshChange("a" * 64, f"{at:064}", LONG)).state)

    threads = [threading.Thread(target=spend, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == ["missing"] * 6 + ["reused", "rotated"]


def test_ids_of_users_are_data(store: SessionStore) -> None:
    for user_id in ("a b", "-", "- x", "zoë 😀", "line\nbreak", "x" * 300):
        store.create(KEY, StoredSession(user_id, "a" * 64), LONG)
        assert _session(store, KEY) == StoredSession(user_id, "a" * 64)
        assert store.rotate(KEY, RefreshChange("a" * 64, "b" * 64, LONG)).user_id == user_id
        store.delete(KEY)
    assert _session(store, "nothing") is None
    assert not store.touch(KEY, LONG)


def test_memory_forgets_what_was_not_used_for_longest() -> None:
    store = MemorySessionStore(max_sessions=2)
    for key in ("1", "2"):
        store.create(key, ADA, 1000)
    store.read("1")
    store.create("3", ADA, 1000)
    assert store.read("1") is not None
    assert store.read("2") is None


def test_two_processes_share_a_file(tmp_path: Path, clock: Clock) -> None:
    first = SqliteSessionStore(tmp_path / "sessions.sqlite", now_ms=clock)
    second = SqliteSessionStore(tmp_path / "sessions.sqlite", now_ms=clock)
    first.create(KEY, ADA, 1000)
    assert second.read(KEY) == FoundSession(ADA, 1000)
    second.delete(KEY)
    assert first.read(KEY) is None
    first.close()
    second.close()
