"""Purges that a store did not take: applied before this process serves from it again (SPEC.md, CACHE-21)."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from mizan.cache.cache_store import TagPlace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAX_TAGS = 1000
"""Of one context: beyond it everything of the context goes."""


class PendingPurges:
    def __init__(self) -> None:
        self._contexts: dict[str, dict[str, int]] = {}
        self._count = 0
        self.begin()

    def begin(self) -> None:
        """Also in a forked process, where nobody would open a lock that another thread held."""
        self._lock = Lock()

    def __bool__(self) -> bool:
        return bool(self._contexts)

    def add(self, context: str, tags: Sequence[str]) -> None:
        with self._lock:
            self._count += 1
            known = self._contexts.setdefault(context, {})
            known.update(dict.fromkeys(tags, self._count))
            if len(known) > _MAX_TAGS:
                # The tag that every entry of the context has.
                self._contexts[context] = {context: self._count}

    def snapshot(self) -> Sequence[tuple[TagPlace, Mapping[str, int]]]:
        with self._lock:
            return [(TagPlace(context, sorted(tags)), dict(tags)) for context, tags in self._contexts.items()]

    def applied(self, context: str, tags: Mapping[str, int]) -> None:
        """What was added again since the snapshot stays."""
        with self._lock:
            known = self._contexts.get(context, {})
            for tag, count in tags.items():
                if known.get(tag) == count:
                    del known[tag]
            if not known:
                self._contexts.pop(context, None)
