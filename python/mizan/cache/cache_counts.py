"""What the cache did since the start, in numbers (SPEC.md, CACHE-23)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CacheCounters:
    hit: int
    miss: int
    bypass: int
    """Reads of cached contexts that could not use the cache: a lease, a failing store, a lagging replica."""
    purge: int
    """Tags that got a new version."""
    voided: int
    """Bundles that were computed and not kept: something was purged, or leased, meanwhile."""
    corrupted: int
    """Entries and records that could not be read."""


class CacheCounts:
    """Threads may lose a count now and then, as with the other counters."""

    __slots__ = ("bypass", "corrupted", "hit", "miss", "purge", "voided")

    def __init__(self) -> None:
        self.hit = 0
        self.miss = 0
        self.bypass = 0
        self.purge = 0
        self.voided = 0
        self.corrupted = 0

    def read(self) -> CacheCounters:
        return CacheCounters(self.hit, self.miss, self.bypass, self.purge, self.voided, self.corrupted)
