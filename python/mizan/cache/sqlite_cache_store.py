"""
The origin cache in a file of SQLite, shared by the processes of one machine, of any language (SPEC.md,
CACHE-10 to CACHE-18, CACHE-24). Every step is one transaction.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mizan.cache.cache_store import (
    CacheEntry,
    CacheStore,
    EntryPlace,
    LeaseTaken,
    PurgeMade,
    StoreRead,
    TagPlace,
)
from mizan.cache.entry_text import decode_entry, encode_entry
from mizan.cache.store_file import StoreFile, is_busy, is_corrupt, pragma_of
from mizan.cache.store_keys import entry_key, tag_key
from mizan.cache.tag_record import TagRecord, decode_record, encode_record

_MAX_BYTES = 256 * 1024 * 1024
_BUSY_TIMEOUT_MS = 50
_TAG_LIFE_MS = 3_600_000
"""A tag that nobody uses goes after an hour; its version is then missing, which costs misses."""
_TAG_SLACK_MS = 60_000
_LARGEST_ENTRY = 0.25
"""Of `max_bytes`: a larger entry is not worth what would have to go for it."""
_SWEEP_EVERY_MS = 10_000
_SWEEP_ROWS = 500
"""At a time: a sweep is part of somebody's request."""
_EVICT_ROWS = 16

_GET_TAG = "SELECT record FROM mizan_tags WHERE key = ? AND expires > ?"
_PUT_TAG = """INSERT INTO mizan_tags (key, record, expires) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET record = excluded.record, expires = max(expires, excluded.expires)"""
_DROP_TAG = "DELETE FROM mizan_tags WHERE key = ?"
_LIFT_TAG = "UPDATE mizan_tags SET expires = ? WHERE key = ? AND expires < ?"
_GET_EPOCH = "SELECT value FROM mizan_store WHERE name = 'epoch'"
_PUT_ENTRY = "INSERT OR REPLACE INTO mizan_entries (key, text, expires) VALUES (?, ?, ?)"
_SWEEP = (
    "DELETE FROM mizan_entries WHERE at IN (SELECT at FROM mizan_entries WHERE expires <= ? "
    f"ORDER BY expires LIMIT {_SWEEP_ROWS})",
    "DELETE FROM mizan_tags WHERE key IN (SELECT key FROM mizan_tags WHERE expires <= ? "
    f"ORDER BY expires LIMIT {_SWEEP_ROWS})",
)
_EVICT = (
    f"DELETE FROM mizan_entries WHERE at IN (SELECT at FROM mizan_entries ORDER BY at LIMIT {_EVICT_ROWS})",
    f"DELETE FROM mizan_tags WHERE key IN (SELECT key FROM mizan_tags ORDER BY expires LIMIT {_EVICT_ROWS})",
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """An entry's text and its tags' records, of one moment."""

    epoch: str
    text: str | None
    records: list[TagRecord | None]
    is_corrupted: bool

    def has_missing(self, now_ms: int) -> bool:
        return any(record is None or record.is_missing(self.epoch, now_ms) for record in self.records)


class SqliteCacheStore(CacheStore):
    outlives_process = True

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        max_bytes: int = _MAX_BYTES,
        timeout_ms: int = _BUSY_TIMEOUT_MS,
        now_ms: Callable[[], int] | None = None,
    ) -> None:
        """
        `path`: of the file, whose folder is there already; beside it stand PATH-wal, PATH-shm and, after
        damage, PATH.corrupt. `max_bytes`: entries and tags together; beyond it the oldest entries go.
        `timeout_ms`: how long a step waits for another process that writes. Raises ValueError where the path
        can never hold the cache.
        """
        self._file = StoreFile(path, timeout_ms)
        self._max_bytes = max_bytes
        self._now_ms = now_ms or _now_ms
        self._swept_at_ms = 0

    def read(self, place: EntryPlace, random: str) -> StoreRead:
        now = self._now_ms()
        seen = self._file.use(lambda connection: _look(connection, place, now))
        if seen.has_missing(now):
            seen = self._file.write(lambda connection: _make_missing(connection, place, random, now))
        return _to_read(seen, now)

    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:
        text = encode_entry(entry)
        if len(text) > self._max_bytes * _LARGEST_ENTRY:
            return False
        now = self._now_ms()

        def step(connection: sqlite3.Connection) -> bool:
            seen = _look(connection, place, now)
            if seen.has_missing(now) or not _is_filled_under(seen, entry):
                return False
            expires = now + keep_ms
            connection.execute(_PUT_ENTRY, (entry_key(place), text, expires))
            ends = expires + _TAG_SLACK_MS
            for tag in place.tags:
                connection.execute(_LIFT_TAG, (ends, tag_key(place.context, tag), ends))
            self._make_room(connection, now)
            return True

        return self._file.write(step)

    def purge(self, place: TagPlace, made: PurgeMade) -> None:
        now = self._now_ms()

        def step(connection: sqlite3.Connection) -> None:
            version = f"{_epoch_of(connection)}.{made.random}"

            def renew(record: TagRecord | None) -> bool:
                if record is None:
                    return False
                record.renew(version, now)
                record.end(made.lease)
                return True

            _change(connection, place, now, renew)
            leased = TagPlace(place.context, made.leased)
            _change(connection, leased, now, lambda record: record is not None and record.end(made.lease))

        self._write_or_drop(step)

    def lease(self, place: TagPlace, taken: LeaseTaken) -> None:
        now = self._now_ms()

        def step(connection: sqlite3.Connection) -> None:
            epoch = _epoch_of(connection)
            for tag in place.tags:
                key = tag_key(place.context, tag)
                record = _record_of(connection, key, now) or TagRecord("", now)
                if not record.is_of(epoch):
                    record.renew(f"{epoch}.{taken.random}", now)
                record.leases[taken.lease] = now + taken.life_ms
                expires = now + max(_TAG_LIFE_MS, taken.life_ms + _TAG_SLACK_MS)
                connection.execute(_PUT_TAG, (key, encode_record(record), expires))

        if not self._write_or_drop(step):
            # In a file that was dropped there is nothing old, and it takes leases again.
            self._file.write(step)

    def release(self, place: TagPlace, lease: str) -> None:
        now = self._now_ms()

        def step(connection: sqlite3.Connection) -> None:
            _change(connection, place, now, lambda record: record is not None and record.end(lease))

        self._file.write(step)

    def close(self) -> None:
        self._file.close()

    def _write_or_drop(self, step: Callable[[sqlite3.Connection], None]) -> bool:
        """
        Whether it was written. A full or broken disk never keeps what a mutation replaces: then the file goes
        with everything in it.
        """
        try:
            self._file.write(step)
        except (sqlite3.Error, OSError) as error:
            if is_busy(error) or is_corrupt(error):
                raise
        else:
            return True
        try:
            # Pages of the log that are in the file by now can be written over, which takes no new space.
            self._file.use(lambda connection: connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall())
            self._file.write(step)
        except (sqlite3.Error, OSError) as error:
            if is_busy(error) or is_corrupt(error):
                raise
            self._file.remove()
            return False
        return True

    def _make_room(self, connection: sqlite3.Connection, now_ms: int) -> None:
        """Rows whose time is over, and the oldest beyond the bound."""
        if abs(now_ms - self._swept_at_ms) >= _SWEEP_EVERY_MS:
            self._swept_at_ms = now_ms
            for statement in _SWEEP:
                connection.execute(statement, (now_ms,))
        while _used_bytes(connection) > self._max_bytes:
            if not any(connection.execute(statement).rowcount for statement in _EVICT):
                break


def _look(connection: sqlite3.Connection, place: EntryPlace, now_ms: int) -> _Seen:
    """One statement, so that all of it is of one moment."""
    keys = [tag_key(place.context, tag) for tag in place.tags]
    at = entry_key(place)
    found = dict(connection.execute(_select_seen(len(keys)), (at, now_ms, now_ms, *keys)).fetchall())
    records = [_to_record(found.get(key)) for key in keys]
    is_corrupted = any(key in found and record is None for key, record in zip(keys, records, strict=True))
    text = found.get(at)
    return _Seen(str(found.get("epoch")), text if isinstance(text, str) else None, records, is_corrupted)


def _make_missing(connection: sqlite3.Connection, place: EntryPlace, random: str, now_ms: int) -> _Seen:
    seen = _look(connection, place, now_ms)
    for index, tag in enumerate(place.tags):
        record = seen.records[index] or TagRecord("", now_ms)
        if record.is_missing(seen.epoch, now_ms):
            record.renew(f"{seen.epoch}.{random}", now_ms)
            row = (tag_key(place.context, tag), encode_record(record), now_ms + _TAG_LIFE_MS)
            connection.execute(_PUT_TAG, row)
            seen.records[index] = record
    return seen


def _change(
    connection: sqlite3.Connection,
    place: TagPlace,
    now_ms: int,
    change: Callable[[TagRecord | None], bool],
) -> None:
    """`change` answers whether it changed the record; what cannot be read goes."""
    for tag in place.tags:
        key = tag_key(place.context, tag)
        found = connection.execute(_GET_TAG, (key, now_ms)).fetchone()
        record = None if found is None else _to_record(found[0])
        if found is not None and record is None:
            connection.execute(_DROP_TAG, (key,))
        elif record is not None and change(record):
            connection.execute(_PUT_TAG, (key, encode_record(record), now_ms + _TAG_LIFE_MS))


def _record_of(connection: sqlite3.Connection, key: str, now_ms: int) -> TagRecord | None:
    found = connection.execute(_GET_TAG, (key, now_ms)).fetchone()
    return None if found is None else _to_record(found[0])


def _epoch_of(connection: sqlite3.Connection) -> str:
    return connection.execute(_GET_EPOCH).fetchone()[0]


def _to_record(text: object) -> TagRecord | None:
    return decode_record(text) if isinstance(text, str) else None


def _is_filled_under(seen: _Seen, entry: CacheEntry) -> bool:
    pairs = zip(seen.records, entry.versions, strict=True)
    return all(
        record is not None and record.version == version and not record.leases for record, version in pairs
    )


def _to_read(seen: _Seen, now_ms: int) -> StoreRead:
    """Of records none of which is missing."""
    entry = None if seen.text is None else decode_entry(seen.text)
    records: Sequence[TagRecord] = [record for record in seen.records if record is not None]
    youngest = max((record.made_at_ms for record in records), default=now_ms)
    return StoreRead(
        entry,
        tuple(record.version for record in records),
        any(record.leases for record in records),
        max(0, now_ms - youngest),
        now_ms,
        seen.is_corrupted or (seen.text is not None and entry is None),
    )


def _used_bytes(connection: sqlite3.Connection) -> int:
    """Of the pages that hold something: those of deleted rows are used again."""
    pages, free, size = (
        pragma_of(connection, name) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


@lru_cache(maxsize=64)
def _select_seen(width: int) -> str:
    """By how many tags are asked for: an entry has 32 at most (CACHE-8)."""
    marks = ", ".join("?" * width)
    return f"""SELECT key, text FROM mizan_entries WHERE key = ? AND expires > ?
      UNION ALL SELECT name, value FROM mizan_store WHERE name = 'epoch'
      UNION ALL SELECT key, record FROM mizan_tags WHERE expires > ? AND key IN ({marks})"""


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
