"""
What the origin cache asks of a store (SPEC.md, CACHE-10 to CACHE-18): every method is one atomic step and one
round trip.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagPlace:
    context: str
    tags: Sequence[str]
    """Header texts, sorted: `user;user_id=5`."""


@dataclass(frozen=True, slots=True)
class EntryPlace(TagPlace):
    key: str
    """The hex digits of the cache key (CACHE-6)."""


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A bundle with everything that must still be true when it is read (CACHE-13, CACHE-14)."""

    body: str
    etag: str
    """With its quotes."""
    fingerprint: str
    """`X-Mizan-Schema` of the context."""
    pkey: str | None
    """Of the reader whom it was read for; None when public."""
    versions: tuple[str, ...]
    """One for each tag, in the order of the tags."""
    stored_at_ms: int
    """When the fill began, by the store's clock (`now_ms` of its read): unix time, milliseconds."""
    ttl_ms: int


@dataclass(frozen=True, slots=True)
class StoreRead:
    entry: CacheEntry | None
    versions: tuple[str, ...]
    """As wide as `tags`: `EPOCH.RANDOM`, 16 and 32 hex digits."""
    is_leased: bool
    """A lease lives on one of the tags."""
    age_ms: float
    """
    Milliseconds since the youngest of the versions was made, by the store's clock; 0 where this made one.
    """
    now_ms: int
    """The store's clock: unix time, milliseconds."""
    is_corrupted: bool = False
    """What stood under the key, or as the record of a tag, could not be read: a miss that is counted."""


@dataclass(frozen=True, slots=True)
class PurgeMade:
    random: str
    """32 hex digits, never used before."""
    lease: str | None = None
    leased: Sequence[str] = ()
    """Tags of the same context on which only the lease ends."""


@dataclass(frozen=True, slots=True)
class LeaseTaken:
    lease: str
    """32 hex digits."""
    life_ms: int
    random: str
    """32 hex digits, never used before."""


class CacheStore(ABC):
    """For threads. Every method may be called by several of them at once, and raises where it fails."""

    outlives_process: bool
    """What it holds lives on when this process ends: mutations take leases (CACHE-16)."""
    is_immediate: bool = False
    """Its methods wait for nothing, so that an event loop may call them as well."""

    @property
    def for_event_loops(self) -> AsyncCacheStore | None:
        """The same store for asynchronous servers; None: they call this one in a thread."""
        return None

    @abstractmethod
    def read(self, place: EntryPlace, random: str) -> StoreRead:
        """
        The entry, and the versions of its tags. A version that is missing, that is of another epoch, or one
        of whose leases lapsed is replaced by one made of `random` before it is answered: set if absent, read
        back.
        """

    @abstractmethod
    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:
        """
        Keeps the entry where every tag still has the version that the entry names, no lease lives on any of
        them and none lapsed; else answers False. After `keep_ms` it may be dropped; its tags are kept longer.
        """

    @abstractmethod
    def purge(self, place: TagPlace, made: PurgeMade) -> None:
        """
        Gives each tag a new version made of `random` (a tag without a record needs none) and forgets its
        lapsed leases. Ends the lease `lease` on these tags and on `leased`, whose versions stay; no other
        lease.
        """

    @abstractmethod
    def lease(self, place: TagPlace, taken: LeaseTaken) -> None:
        """
        Takes or renews a lease on each tag, without touching versions; a missing one is made of `random`.
        Lapsed leases of others stay, so that the next read sees them. When a lease lapses, by the store's
        clock, the version is missing.
        """

    @abstractmethod
    def release(self, place: TagPlace, lease: str) -> None:
        """Ends the lease and leaves the versions as they are: nothing was changed."""

    @abstractmethod
    def close(self) -> None: ...


class AsyncCacheStore(ABC):
    """A CacheStore whose methods are awaited, in any event loop of this process."""

    @abstractmethod
    def read(self, place: EntryPlace, random: str) -> Awaitable[StoreRead]: ...

    @abstractmethod
    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> Awaitable[bool]: ...

    @abstractmethod
    def purge(self, place: TagPlace, made: PurgeMade) -> Awaitable[None]: ...

    @abstractmethod
    def lease(self, place: TagPlace, taken: LeaseTaken) -> Awaitable[None]: ...

    @abstractmethod
    def release(self, place: TagPlace, lease: str) -> Awaitable[None]: ...
