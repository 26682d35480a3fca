"""
The origin cache: bundles that are read, filled and purged by versions of their tags (SPEC.md, CACHE-10 to
CACHE-23). It knows nothing of requests; whoever has one walks its steps.
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from secrets import token_hex
from typing import Any, Literal

from mizan.cache.cache_counts import CacheCounts
from mizan.cache.cache_store import (
    CacheEntry,
    CacheStore,
    EntryPlace,
    LeaseTaken,
    StoreRead,
    TagPlace,
)
from mizan.cache.cache_wait import CacheSteps, StoreCall
from mizan.cache.lease import Lease
from mizan.cache.pending_purges import PendingPurges, PlacePurge
from mizan.cache.single_flight import SingleFlight
from mizan.cache.upkeep import Upkeep
from mizan.generated.limits import LEASE_MS

DEFAULT_TIMEOUT_MS = 50
_FIRST_REST_S = 0.1
_LONGEST_REST_S = 2.0
"""How long a store that failed is left alone by readers, and when an undelivered purge is tried again."""
_RENEW_S = LEASE_MS / 1000 / 3
_DOUBT_S = 0.5

BypassReason = Literal["leased", "failing", "settling"]


@dataclass(frozen=True, slots=True)
class CacheRules:
    timeout_ms: int = DEFAULT_TIMEOUT_MS
    """The longest wait for a store, in event loops."""
    stale_while_revalidate_ms: int = 0
    """How long after its time an entry is served once more while it is computed anew; never after a purge."""
    replica_lag_ms: int = 0
    """How long after a commit a replica may show what was before it."""
    has_primary: bool = False
    """Queries can read the primary where they are told to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A reader's wish: where the bundle would stand, and what must be true of it."""

    place: EntryPlace
    fingerprint: str
    pkey: str | None
    """Of the reader; None where the context is public."""
    ttl_ms: int


@dataclass(frozen=True, slots=True)
class Fill:
    """Right to keep what is computed from now on."""

    asked: Asked
    versions: tuple[str, ...]
    now_ms: int
    """By the store's clock."""
    needs_primary: bool
    """A replica may not have the latest commit yet."""

    @property
    def flight_key(self) -> Hashable:
        """With the versions: who asked after a purge read others, and joins no run that began before it."""
        asked = self.asked
        return (asked.place.key, asked.fingerprint, asked.pkey, self.versions, self.needs_primary)


@dataclass(frozen=True, slots=True)
class Hit:
    entry: CacheEntry
    renewal: Fill | None = None
    """Its time is over: whoever gets it computes it anew, for those who come later."""


@dataclass(frozen=True, slots=True)
class Bypass:
    """To be run for this reader alone."""

    reason: BypassReason
    needs_primary: bool
    settle_ms: int | None
    """After how many milliseconds it can be trusted that replicas caught up (`X-Mizan-Settle`)."""


LookUp = Hit | Fill | Bypass


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a fill computed."""

    body: str
    etag: str


class Cache:
    def __init__(
        self,
        store: CacheStore,
        rules: CacheRules,
        *,
        report: Callable[[Exception], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self.rules = rules
        self.counts = CacheCounts()
        self._report = report
        self._monotonic = monotonic
        self._timeout_s = rules.timeout_ms / 1000
        self._pending = PendingPurges()
        self._rest_s = _FIRST_REST_S
        self.begin()
        _begin_anew_when_forked(self)

    def look_up(self, asked: Asked) -> CacheSteps[LookUp]:
        """A hit, the right to fill, or the reason why the cache has nothing to do with this reader."""
        if self._is_resting() or (self._pending and not (yield from self._apply_pending())):
            return self._bypass("failing")
        try:
            read: StoreRead = yield from self._ask("read", asked.place, token_hex(16))
        except Exception as error:
            self._rest(error)
            return self._bypass("failing")
        self._rest_s = _FIRST_REST_S
        if read.is_corrupted:
            self.counts.corrupted += 1
        # A purge may have failed while this was read.
        return self._bypass("failing") if self._pending else self._judge(asked, read)

    def keep(self, fill: Fill, bundle: Bundle) -> CacheSteps[bool]:
        """False: nobody will find it. What a fill computed is its reader's all the same."""
        if self._pending or self._is_resting():
            self.counts.voided += 1
            return False
        entry = self.entry_of(fill, bundle)
        keep_ms = entry.ttl_ms + self.rules.stale_while_revalidate_ms
        try:
            is_kept: bool = yield from self._ask("write", fill.asked.place, entry, keep_ms)
        except Exception as error:
            self._rest(error)
            is_kept = False
        if not is_kept:
            self.counts.voided += 1
        return is_kept

    def entry_of(self, fill: Fill, bundle: Bundle) -> CacheEntry:
        return CacheEntry(
            body=bundle.body,
            etag=bundle.etag,
            fingerprint=fill.asked.fingerprint,
            pkey=fill.asked.pkey,
            versions=fill.versions,
            stored_at_ms=fill.now_ms,
            ttl_ms=fill.asked.ttl_ms,
        )

    def take_lease(self, tags: Mapping[str, Sequence[str]]) -> CacheSteps[Lease | None]:
        """`tags`: by context. None where the store takes none. It is renewed until a purge or a release."""
        if not self.store.outlives_process or not tags:
            return None
        # Its own for each lease: what arrives late of another one cannot touch it.
        lease = Lease(token_hex(16), tags)
        self._leases.add(lease)
        self._upkeep.start(_RENEW_S)
        # Also from a store that is left alone by readers: without a lease others could answer what was
        # before, should the purge be lost too.
        for context, each in tags.items():
            taken = LeaseTaken(lease.id, LEASE_MS, token_hex(16))
            try:
                yield from self._ask("lease", TagPlace(context, each), taken)
            except Exception as error:
                lease.is_doubtful = True
                self._rest(error)
        return lease

    def let_lapse(self, lease: Lease) -> None:
        """Nobody will say how its transaction ends: it is not renewed, and ends by itself or with a purge."""
        self._leases.discard(lease)

    def release(self, lease: Lease) -> CacheSteps[None]:
        """Nothing was changed."""
        self._end(lease)
        for context, tags in lease.tags.items():
            try:
                yield from self._ask("release", TagPlace(context, tags), lease.id)
            except Exception as error:
                self._rest(error)

    def purge(self, tags: Mapping[str, Sequence[str]], lease: Lease | None = None) -> CacheSteps[bool]:
        """After the commit; it ends the lease. False: the store did not take all of it, and gets it later."""
        if lease is not None:
            self._end(lease)
        waiting = _to_purges(tags, lease)
        self.counts.purge += sum(len(each) for each in tags.values())
        try:
            while waiting:
                yield from self._send(waiting[0])
                del waiting[0]
        except Exception as error:
            self._rest(error)
        finally:
            # Also where nobody waits any more: it must not be forgotten.
            for purge in waiting:
                self._pending.add(purge)
            if self._pending:
                self._upkeep.start(self._rest_s)
        return not waiting

    def close(self) -> None:
        self._upkeep.close()
        self.store.close()

    def begin(self) -> None:
        """For the start, and for a forked process: threads and what they held are not there."""
        self._pending.begin()
        self._leases: set[Lease] = set()
        self.flights = SingleFlight()
        self._upkeep = Upkeep(self._do_upkeep)
        self._rests_until = 0.0
        self._applying = False

    def _ask(self, method: Any, *args: Any) -> CacheSteps[Any]:  # noqa: ANN401 -- what that method answers
        if self.store.is_immediate:
            return getattr(self.store, method)(*args)
        return (yield StoreCall(self.store, method, args, self._timeout_s))

    def _send(self, purge: PlacePurge) -> CacheSteps[None]:
        yield from self._ask("purge", purge.place, purge.made_of(token_hex(16)))

    def _judge(self, asked: Asked, read: StoreRead) -> LookUp:
        rules = self.rules
        if read.is_leased:
            return self._bypass("leased")
        entry = _usable(read, asked)
        left_ms = 0 if entry is None else entry.stored_at_ms + entry.ttl_ms - read.now_ms
        if entry is not None and left_ms > 0:
            self.counts.hit += 1
            return Hit(entry)
        lag_ms = rules.replica_lag_ms - read.age_ms
        fill = Fill(asked, read.versions, read.now_ms, needs_primary=lag_ms > 0)
        if entry is not None and left_ms + rules.stale_while_revalidate_ms > 0 and lag_ms <= 0:
            self.counts.hit += 1
            return Hit(entry, fill)
        if lag_ms > 0 and not rules.has_primary:
            return self._bypass("settling", ceil(lag_ms))
        self.counts.miss += 1
        return fill

    def _bypass(self, reason: BypassReason, settle_ms: int | None = None) -> Bypass:
        """Nobody knows here when the last mutation was: replicas are given their whole lag."""
        self.counts.bypass += 1
        rules = self.rules
        if rules.replica_lag_ms == 0:
            return Bypass(reason, needs_primary=False, settle_ms=None)
        if rules.has_primary:
            return Bypass(reason, needs_primary=True, settle_ms=None)
        return Bypass(reason, needs_primary=False, settle_ms=settle_ms or rules.replica_lag_ms)

    def _is_resting(self) -> bool:
        return self._rests_until > self._monotonic()

    def _rest(self, error: Exception) -> None:
        """Told once: what fails while the store is left alone says nothing new."""
        if self._is_resting():
            return
        self._rests_until = self._monotonic() + self._rest_s
        self._rest_s = min(self._rest_s * 2, _LONGEST_REST_S)
        self._report(error)

    def _end(self, lease: Lease) -> None:
        lease.is_over = True
        if lease.is_doubtful:
            # It is ended once more, after whatever of it is still on its way.
            self._upkeep.start(_DOUBT_S)
        else:
            self._leases.discard(lease)

    def _apply_pending(self) -> CacheSteps[bool]:
        """One reader tries; the others do without the cache meanwhile."""
        if self._applying:
            return False
        self._applying = True
        try:
            for purge in self._pending.waiting():
                yield from self._send(purge)
                self._pending.remove(purge)
        except Exception as error:
            self._rest(error)
            return False
        finally:
            self._applying = False
        return not self._pending

    def _do_upkeep(self) -> float | None:
        try:
            for purge in self._pending.waiting():
                self.store.purge(purge.place, purge.made_of(token_hex(16)))
                self._pending.remove(purge)
        except Exception as error:
            self._rest(error)
        for lease in list(self._leases):
            self._renew(lease)
        if self._pending:
            return self._rest_s
        if any(lease.is_over for lease in self._leases):
            return _DOUBT_S
        return _RENEW_S if self._leases else None

    def _renew(self, lease: Lease) -> None:
        for context, tags in lease.tags.items():
            place = TagPlace(context, tags)
            try:
                if not lease.is_over:
                    self.store.lease(place, LeaseTaken(lease.id, LEASE_MS, token_hex(16)))
                if lease.is_over:
                    # It ended while it was renewed, or nobody knows when it was taken.
                    self.store.release(place, lease.id)
            except Exception as error:
                self._rest(error)
                return
        if lease.is_over:
            self._leases.discard(lease)


def _to_purges(tags: Mapping[str, Sequence[str]], lease: Lease | None) -> list[PlacePurge]:
    """One for each context: a lease must not end before the new versions are there."""
    if lease is None:
        return [PlacePurge(TagPlace(context, each)) for context, each in tags.items()]
    purges: list[PlacePurge] = []
    for context in dict.fromkeys((*tags, *lease.tags)):
        stale = tags.get(context, ())
        leased = [tag for tag in lease.tags.get(context, ()) if tag not in stale]
        purges.append(PlacePurge(TagPlace(context, stale), lease.id, leased))
    return purges


def _usable(read: StoreRead, asked: Asked) -> CacheEntry | None:
    """A missing or different version, fingerprint or `pkey` is a miss (CACHE-14)."""
    entry = read.entry
    if (
        entry is None
        or entry.versions != read.versions
        or entry.fingerprint != asked.fingerprint
        or entry.pkey != asked.pkey
        # An entry of the future tells that the clock went back: its age is unknown.
        or entry.stored_at_ms > read.now_ms
    ):
        return None
    return entry


def _begin_anew_when_forked(cache: Cache) -> None:
    known = weakref.ref(cache)

    def begin() -> None:
        forked = known()
        if forked is not None:
            forked.begin()

    os.register_at_fork(after_in_child=begin)
