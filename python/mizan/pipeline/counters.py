"""What an app did since it started, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mizan.cache.cache_counts import CacheCounters


@dataclass(frozen=True, slots=True)
class Counters:
    requests: int
    """Requests that were answered."""
    under_way: int
    """Requests that are not answered yet."""
    errors: Mapping[str, int]
    """
    By code: answers that were errors, and queries that failed inside a bundle. Codes that never happened are
    absent.
    """
    not_modified: int
    """Bundles confirmed by 304."""
    merges: int
    """Values that mutations gave as the new value of a query."""
    refreshes: int
    """Bundles that came with the answer of a mutation."""
    invalidations: int
    """Targets that were purged, by mutations, `invalidate` and replays."""
    replays: int
    """Mutations that were answered with the outcome of an earlier run."""
    cache: CacheCounters | None
    """What the origin cache did; None where the app has none."""


class Counts:
    """
    Threads may lose a count now and then: a lock would cost every request more than the number is worth.
    """

    __slots__ = (
        "_errors",
        "invalidations",
        "merges",
        "not_modified",
        "refreshes",
        "replays",
        "requests",
        "under_way",
    )

    def __init__(self) -> None:
        self.requests = 0
        self.under_way = 0
        self.not_modified = 0
        self.merges = 0
        self.refreshes = 0
        self.invalidations = 0
        self.replays = 0
        self._errors: dict[str, int] = {}

    def count_error(self, code: str) -> None:
        """
        Codes are those of the protocol and the declared ones: there is no more of them than there are
        declarations.
        """
        self._errors[code] = self._errors.get(code, 0) + 1

    def read(self, cache: CacheCounters | None) -> Counters:
        """A copy, for whoever asked."""
        return Counters(
            requests=self.requests,
            under_way=self.under_way,
            errors=dict(self._errors),
            not_modified=self.not_modified,
            merges=self.merges,
            refreshes=self.refreshes,
            invalidations=self.invalidations,
            replays=self.replays,
            cache=cache,
        )
