"""One computation per key at a time in a process, for threads and event loops alike (SPEC.md, CACHE-20)."""

from __future__ import annotations

import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from mizan.cache.cache_store import CacheEntry


class Flight:
    __slots__ = ("future", "key")

    def __init__(self, key: Hashable) -> None:
        self.key = key
        self.future: Future[CacheEntry | None] = Future()

    def land(self, entry: CacheEntry | None) -> None:
        """
        None: it is nobody else's, or it failed; those who wait run their own. Only the first call counts.
        """
        if not self.future.done():
            self.future.set_result(entry)

    def wait(self, ends_at: float) -> CacheEntry | None:
        """In a thread."""
        try:
            return self.future.result(max(0.0, ends_at - time.monotonic()))
        except FutureTimeoutError:
            return None


class SingleFlight:
    """As many flights as there are keys under computation."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._flights: dict[Hashable, Flight] = {}
        self._unshared: set[str] = set()
        """
        Contexts whose last run could not be shared: waiting for the next one would only take longer. There is
        one of them for each context at most.
        """

    def join(self, context: str, key: Hashable) -> tuple[Flight, bool]:
        """True: nobody else computes it, so that the caller must, and must `leave` whatever happens."""
        with self._lock:
            flight = None if context in self._unshared else self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = Flight(key)
            self._flights.setdefault(key, flight)
            return flight, True

    def note_shared(self, context: str, *, is_shared: bool) -> None:
        with self._lock:
            if is_shared:
                self._unshared.discard(context)
            else:
                self._unshared.add(context)

    def leave(self, flight: Flight) -> None:
        with self._lock:
            if self._flights.get(flight.key) is flight:
                del self._flights[flight.key]
        flight.land(None)
