"""The stores side by side: each with a second connection to the same data, and a way to let time pass."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, TypeVar

from mizan.cache.cache_store import (
    CacheEntry,
    CacheStore,
    EntryPlace,
    LeaseTaken,
    PurgeMade,
    StoreRead,
    TagPlace,
)
from mizan.cache.memory_cache_store import MemoryCacheStore
from mizan.cache.redis_cache_store import RedisCacheStore
from mizan.cache.sqlite_cache_store import SqliteCacheStore
from tests.cache.redis_server import RedisServer

T = TypeVar("T")

STORES = ("memory", "sqlite", "redis", "redis in an event loop")


class Clock:
    def __init__(self) -> None:
        self.now_ms = time.time_ns() // 1_000_000

    def __call__(self) -> int:
        return self.now_ms


class StoreBench(ABC):
    @abstractmethod
    def connect(self) -> CacheStore: ...

    @abstractmethod
    def pass_ms(self, ms: int) -> None: ...

    @abstractmethod
    def close(self) -> None: ...


class MemoryBench(StoreBench):
    def __init__(self) -> None:
        self._clock = Clock()
        self._store = MemoryCacheStore(now_ms=self._clock)

    def connect(self) -> CacheStore:
        return self._store

    def pass_ms(self, ms: int) -> None:
        self._clock.now_ms += ms

    def close(self) -> None:
        self._store.close()


class SqliteBench(StoreBench):
    def __init__(self, folder: Path) -> None:
        self._clock = Clock()
        self._path = folder / "cache.sqlite3"
        self._opened: list[CacheStore] = []

    def connect(self) -> CacheStore:
        store = SqliteCacheStore(self._path, now_ms=self._clock, timeout_ms=2000)
        self._opened.append(store)
        return store

    def pass_ms(self, ms: int) -> None:
        self._clock.now_ms += ms

    def close(self) -> None:
        for store in self._opened:
            store.close()


class RedisBench(StoreBench):
    def __init__(self, server: RedisServer, *, in_loop: bool) -> None:
        self._server = server
        self._in_loop = in_loop
        self._opened: list[CacheStore] = []
        with server.connect() as client:
            client.flushall()

    def connect(self) -> CacheStore:
        store = RedisCacheStore(self._server.url, timeout_ms=2000)
        self._opened.append(store)
        return LoopStore(store) if self._in_loop else store

    def pass_ms(self, ms: int) -> None:
        """By the server's own clock."""
        with self._server.connect() as client:
            ends_at = _time_of(client) + ms
            while _time_of(client) <= ends_at:
                pass

    def close(self) -> None:
        for store in self._opened:
            store.close()


class LoopStore(CacheStore):
    """The asynchronous half of a store, each step in an event loop of its own."""

    outlives_process = True

    def __init__(self, store: CacheStore) -> None:
        assert store.for_event_loops is not None
        self._store = store.for_event_loops

    def read(self, place: EntryPlace, random: str) -> StoreRead:
        return _run(self._store.read(place, random))

    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:
        return _run(self._store.write(place, entry, keep_ms))

    def purge(self, place: TagPlace, made: PurgeMade) -> None:
        _run(self._store.purge(place, made))

    def lease(self, place: TagPlace, taken: LeaseTaken) -> None:
        _run(self._store.lease(place, taken))

    def release(self, place: TagPlace, lease: str) -> None:
        _run(self._store.release(place, lease))

    def close(self) -> None:
        """Its connections end with their loops."""


def open_bench(name: str, folder: Path, server: RedisServer) -> StoreBench:
    if name == "memory":
        return MemoryBench()
    if name == "sqlite":
        return SqliteBench(folder)
    return RedisBench(server, in_loop=name == "redis in an event loop")


def _run(work: Any) -> Any:  # noqa: ANN401 -- whatever a step answers
    async def wait() -> Any:  # noqa: ANN401
        return await work

    return asyncio.run(wait())


def _time_of(client: Any) -> int:  # noqa: ANN401 -- of redis-py
    seconds, micros = client.time()
    return seconds * 1000 + micros // 1000
