"""`python_store.py KIND PLACE`: a store of mizan.cache behind lines of JSON, one step a line and one answer a line."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from mizan.cache.cache_store import CacheEntry, CacheStore, EntryPlace, LeaseTaken, PurgeMade, TagPlace

now = 0


def open_store(kind: str, place: str) -> CacheStore:
    if kind == "redis":
        from mizan.cache.redis_cache_store import RedisCacheStore

        return RedisCacheStore(place, timeout_ms=20_000)
    from mizan.cache.sqlite_cache_store import SqliteCacheStore

    return SqliteCacheStore(place, timeout_ms=20_000, now_ms=lambda: now)


def answer(store: CacheStore, asked: dict[str, Any]) -> object:
    step, place = asked["step"], TagPlace(asked["context"], asked["tags"])
    entry_place = EntryPlace(asked["context"], asked["tags"], asked.get("key", ""))
    if step == "read":
        read = store.read(entry_place, asked["random"])
        return {**asdict(read), "entry": None if read.entry is None else asdict(read.entry)}
    if step == "write":
        entry = asked["entry"]
        return store.write(
            entry_place, CacheEntry(**{**entry, "versions": tuple(entry["versions"])}), asked["keep_ms"]
        )
    if step == "purge":
        return store.purge(place, PurgeMade(asked["random"], asked["lease"], asked["leased"]))
    if step == "lease":
        return store.lease(place, LeaseTaken(asked["lease"], asked["life_ms"], asked["random"]))
    return store.release(place, asked["lease"])


store = open_store(sys.argv[1], sys.argv[2])
for line in sys.stdin:
    asked = json.loads(line)
    now = asked["now"]
    print(json.dumps(answer(store, asked)), flush=True)
store.close()
