"""Purges that a store did not take: applied before this process serves from it again (SPEC.md, CACHE-21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from mizan.cache.cache_store import PurgeMade, TagPlace

_MAX_OF_CONTEXT = 64
"""More become one purge of the context's own tag, which every entry of it has."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacePurge:
    """New versions for the tags; the end of `lease` on them and on `leased`."""

    place: TagPlace
    lease: str | None = None
    leased: Sequence[str] = ()

    def made_of(self, random: str) -> PurgeMade:
        return PurgeMade(random, self.lease, self.leased)


class PendingPurges:
    def __init__(self) -> None:
        self._contexts: dict[str, list[PlacePurge]] = {}
        self.begin()

    def begin(self) -> None:
        """Also in a forked process, where nobody would open a lock that another thread held."""
        self._lock = Lock()

    def __bool__(self) -> bool:
        return bool(self._contexts)

    def add(self, purge: PlacePurge) -> None:
        context = purge.place.context
        with self._lock:
            waiting = self._contexts.setdefault(context, [])
            waiting.append(purge)
            if len(waiting) > _MAX_OF_CONTEXT:
                # Their leases lapse by themselves.
                self._contexts[context] = [PlacePurge(TagPlace(context, (context,)))]

    def waiting(self) -> Sequence[PlacePurge]:
        with self._lock:
            return [purge for each in self._contexts.values() for purge in each]

    def remove(self, purge: PlacePurge) -> None:
        """It was delivered."""
        context = purge.place.context
        with self._lock:
            left = [one for one in self._contexts.get(context, ()) if one is not purge]
            if left:
                self._contexts[context] = left
            else:
                self._contexts.pop(context, None)
