"""The lease of one mutation on the tags that it may make stale (SPEC.md, CACHE-16, CACHE-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Lease:
    __slots__ = ("id", "is_doubtful", "is_over", "tags")

    def __init__(self, lease_id: str, tags: Mapping[str, Sequence[str]]) -> None:
        self.id = lease_id
        """32 hex digits: the mutation's own id."""
        self.tags = tags
        """By context."""
        self.is_over = False
        self.is_doubtful = False
        """The store did not answer when it was taken: it may be taken later than it is ended."""
