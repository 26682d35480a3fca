"""
What the cache may have to wait for. Its steps are generators that yield these, and whoever walks them settles
them, in a thread or in an event loop: the algorithm exists once.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from mizan.cache.cache_store import CacheStore
    from mizan.cache.single_flight import Flight

T = TypeVar("T")


@dataclass(slots=True)
class StoreCall:
    """Sent back: what the store answered; thrown back: what it raised, or that it took too long."""

    store: CacheStore
    method: Literal["read", "write", "purge", "lease", "release"]
    args: tuple[Any, ...]
    timeout_s: float
    """For event loops. In a thread the store's own time limits count."""


@dataclass(slots=True)
class FlightWait:
    """Sent back: the entry that another reader computes, None where there is none to have."""

    flight: Flight
    ends_at: float
    """Moment of `time.monotonic` when nobody waits any more."""


CacheWait = StoreCall | FlightWait
CacheSteps = Generator[CacheWait, Any, T]
