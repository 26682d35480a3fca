"""Entries in the memory of one process, bounded in bytes; those that nobody read for longest go first."""

from __future__ import annotations

import os
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from secrets import token_hex
from threading import Lock

from mizan.cache.cache_store import (
    CacheEntry,
    CacheStore,
    EntryPlace,
    LeaseTaken,
    PurgeMade,
    StoreRead,
    TagPlace,
)
from mizan.cache.tag_record import TagRecord

_DEFAULT_MAX_BYTES = 64 * 1024 * 1024
_DEFAULT_MAX_TAGS = 200_000
_ENTRY_OVERHEAD = 600
"""Bytes beside the body: key, head and versions, roughly."""
_TAG_OVERHEAD = 400
"""Bytes beside the text of a tag: its record and its place, roughly."""


class MemoryCacheStore(CacheStore):
    """
    For apps of one process: a mutation in another process would not be seen. A forked process begins empty.
    """

    outlives_process = False
    is_immediate = True

    def __init__(
        self,
        *,
        max_bytes: int = _DEFAULT_MAX_BYTES,
        max_tags: int = _DEFAULT_MAX_TAGS,
        max_tag_bytes: int | None = None,
        now_ms: Callable[[], int] | None = None,
    ) -> None:
        """`max_tag_bytes`: of all tags together, whose texts clients choose; half of `max_bytes`."""
        self._max_bytes = max_bytes
        self._max_tags = max_tags
        self._max_tag_bytes = max_bytes // 2 if max_tag_bytes is None else max_tag_bytes
        self._now_ms = now_ms or _now_ms
        self.begin()
        _forget_when_forked(self)

    def read(self, place: EntryPlace, random: str) -> StoreRead:
        now = self._now_ms()
        with self._lock:
            entry = self._entries.get((place.context, place.key))
            if entry is not None:
                self._entries.move_to_end((place.context, place.key))
            youngest, is_leased = 0, False
            made = f"{self._epoch}.{random}"
            versions: list[str] = []
            for tag in place.tags:
                record = self._tags.get(tag)
                if record is None:
                    record = self._add_tag(tag, TagRecord(made, now))
                elif record.leases:
                    if record.is_missing(self._epoch, now):
                        record.renew(made, now)
                    is_leased = is_leased or bool(record.leases)
                versions.append(record.version)
                youngest = max(youngest, record.made_at_ms)
            self._shrink_tags(now)
        return StoreRead(entry, tuple(versions), is_leased, max(0, now - youngest), now)

    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:  # noqa: ARG002 -- LRU
        size = _size_of(entry)
        with self._lock:
            for tag, version in zip(place.tags, entry.versions, strict=True):
                record = self._tags.get(tag)
                if record is None or record.version != version or record.leases:
                    return False
            at = (place.context, place.key)
            old = self._entries.pop(at, None)
            if old is not None:
                self._bytes -= _size_of(old)
            if size > self._max_bytes:
                return False
            self._entries[at] = entry
            self._bytes += size
            while self._bytes > self._max_bytes:
                _, evicted = self._entries.popitem(last=False)
                self._bytes -= _size_of(evicted)
        return True

    def purge(self, place: TagPlace, made: PurgeMade) -> None:
        now = self._now_ms()
        version = f"{self._epoch}.{made.random}"
        with self._lock:
            for tag in place.tags:
                record = self._tags.get(tag)
                # Without a record nothing that is kept names it: whoever asks next gets a version of its own.
                if record is not None:
                    record.end(made.lease)
                    record.renew(version, now)
            for tag in made.leased:
                record = self._tags.get(tag)
                if record is not None:
                    record.end(made.lease)

    def lease(self, place: TagPlace, taken: LeaseTaken) -> None:
        now = self._now_ms()
        with self._lock:
            for tag in place.tags:
                record = self._tags.get(tag)
                if record is None:
                    record = self._add_tag(tag, TagRecord(f"{self._epoch}.{taken.random}", now))
                record.leases[taken.lease] = now + taken.life_ms

    def release(self, place: TagPlace, lease: str) -> None:
        with self._lock:
            for tag in place.tags:
                record = self._tags.get(tag)
                if record is not None:
                    record.end(lease)

    def close(self) -> None:
        with self._lock:
            self._entries.clear()
            self._tags.clear()
            self._bytes = self._tag_bytes = 0

    @property
    def size_bytes(self) -> int:
        return self._bytes

    def begin(self) -> None:
        """Empty: for the start, and for a forked process."""
        self._lock = Lock()
        self._epoch = token_hex(8)
        self._entries: OrderedDict[tuple[str, str], CacheEntry] = OrderedDict()
        self._tags: OrderedDict[str, TagRecord] = OrderedDict()
        self._bytes = self._tag_bytes = 0

    def _add_tag(self, tag: str, record: TagRecord) -> TagRecord:
        self._tags[tag] = record
        self._tag_bytes += _TAG_OVERHEAD + len(tag)
        return record

    def _shrink_tags(self, now_ms: int) -> None:
        """
        The oldest go: what was stored under them is a miss from then on. A lease that lives stays; there are
        no more of them than mutations under way.
        """
        while len(self._tags) > self._max_tags or self._tag_bytes > self._max_tag_bytes:
            tag, record = self._tags.popitem(last=False)
            if any(expiry > now_ms for expiry in record.leases.values()):
                self._tags[tag] = record
                return
            self._tag_bytes -= _TAG_OVERHEAD + len(tag)


def _size_of(entry: CacheEntry) -> int:
    body = entry.body
    return _ENTRY_OVERHEAD + (len(body) if body.isascii() else len(body.encode()))


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _forget_when_forked(store: MemoryCacheStore) -> None:
    """A lock that another thread held would never open again, and two processes are not one memory."""
    known = weakref.ref(store)

    def forget() -> None:
        forked = known()
        if forked is not None:
            forked.begin()

    os.register_at_fork(after_in_child=forget)
