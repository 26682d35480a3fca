"""
What stores hold and what their steps do, by protocol/vectors/cache-store.json: the texts, the file of SQLite, and
the scripts in a real Redis whose clock and epoch stand still.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from mizan.cache.cache_store import CacheEntry, CacheStore, EntryPlace, LeaseTaken, PurgeMade, TagPlace
from mizan.cache.entry_text import decode_entry, encode_entry
from mizan.cache.sqlite_cache_store import SqliteCacheStore
from mizan.generated import cache_scripts
from tests.cache.redis_server import RedisServer

ROWS = json.loads((Path(__file__).parents[3] / "protocol/vectors/cache-store.json").read_text())["rows"]
ENTRIES = [pytest.param(row, id=row["name"]) for row in ROWS if row["kind"] == "entry"]
STEPS = [pytest.param(row, id=row["name"]) for row in ROWS if row["kind"] == "step"]


@pytest.mark.parametrize("row", ENTRIES)
def test_entry(row: dict[str, Any]) -> None:
    entry = row["entry"]
    if entry is None:
        assert decode_entry(row["text"]) is None
        return
    expected = CacheEntry(
        body=entry["body"],
        etag=entry["etag"],
        fingerprint=entry["fingerprint"],
        pkey=entry.get("pkey"),
        versions=tuple(entry["versions"]),
        stored_at_ms=entry["storedAtMs"],
        ttl_ms=entry["ttlMs"],
    )
    assert decode_entry(row["text"]) == expected
    assert encode_entry(expected) == row["text"]


@pytest.mark.parametrize("row", STEPS)
def test_step_in_sqlite(row: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite3"
    store = SqliteCacheStore(path, now_ms=lambda: row["now"])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE mizan_store SET value = ? WHERE name = 'epoch'", (row["epoch"],))
        for tag, record in row["before"].items():
            values = (_tag_key(tag), record, row["now"] + 1000)
            connection.execute("INSERT INTO mizan_tags (key, record, expires) VALUES (?, ?, ?)", values)
    said = _take_step(store, row)
    if "answer" in row:
        assert said == row["answer"]
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT key, record FROM mizan_tags").fetchall()
    store.close()
    assert {key.partition(":t:")[2]: record for key, record in found} == row["after"]


@pytest.mark.parametrize("row", STEPS)
def test_step_in_redis(row: dict[str, Any], redis_server: RedisServer) -> None:
    with redis_server.connect() as client:
        client.flushall()
        for tag, record in row["before"].items():
            client.set(_tag_key(tag), record)
        keys, args = _ask_script(row)
        script: str = getattr(cache_scripts, f"{row['step'].upper()}_SCRIPT")
        said = client.eval(_stop_clock(row) + script, len(keys), *keys, *args)
        if row["step"] == "read":
            _, is_leased, age_ms, now_ms, is_corrupted, *versions = said
            assert now_ms == row["now"]
            assert row["answer"] == {
                "versions": versions,
                "isLeased": is_leased == 1,
                "ageMs": age_ms,
                "isCorrupted": is_corrupted == 1,
            }
        elif "answer" in row:
            assert (said == 1) is row["answer"]
        kept = [key for key in client.keys("*") if ":t:" in key]
        assert {key.partition(":t:")[2]: client.get(key) for key in kept} == row["after"]


def _take_step(store: CacheStore, row: dict[str, Any]) -> object:
    place = EntryPlace("user", tuple(row["tags"]), "00")
    if row["step"] == "read":
        read = store.read(place, row["random"])
        return {
            "versions": list(read.versions),
            "isLeased": read.is_leased,
            "ageMs": read.age_ms,
            "isCorrupted": read.is_corrupted,
        }
    if row["step"] == "write":
        entry = CacheEntry("{}", '"e"', "0" * 16, None, tuple(row["versions"]), row["now"], 1000)
        return store.write(place, entry, 1000)
    tags = TagPlace("user", tuple(row["tags"]))
    if row["step"] == "purge":
        store.purge(tags, PurgeMade(row["random"], row.get("lease"), row.get("leased", ())))
    elif row["step"] == "lease":
        store.lease(tags, LeaseTaken(row["lease"], row["lifeMs"], row["random"]))
    else:
        store.release(tags, row["lease"])
    return None


def _ask_script(row: dict[str, Any]) -> tuple[list[str], list[str]]:
    tags = [_tag_key(tag) for tag in (*row["tags"], *row.get("leased", ()))]
    keys = ["mizan:{user}:e:00", *tags] if row["step"] in ("read", "write") else tags
    random, lease = row.get("random", ""), row.get("lease", "")
    args = {
        "read": [random],
        "write": ["text", "1000", *row.get("versions", ())],
        "purge": [random, lease, str(len(row["tags"]))],
        "lease": [lease, str(row.get("lifeMs", 0)), random],
        "release": [lease],
    }
    return keys, args[row["step"]]


def _stop_clock(row: dict[str, Any]) -> str:
    """Lua before a script: TIME and INFO answer what the row says, everything else is the server's."""
    seconds, millis = divmod(row["now"], 1000)
    info = f"'role:master\\r\\nmaster_replid:{row['epoch']}0000000000000000\\r\\n'"
    return f"""local server = redis
local redis = {{ error_reply = server.error_reply, call = function(name, ...)
  if name == 'TIME' then return {{ '{seconds}', '{millis * 1000}' }} end
  if name == 'INFO' then return {info} end
  return server.call(name, ...)
end }}
"""


def _tag_key(tag: str) -> str:
    return f"mizan:{{user}}:t:{tag}"
