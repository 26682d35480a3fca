"""Values of `Cache-Groups` and `Cache-Group-Invalidation` (RFC 9875; SPEC.md, INV-26, INV-27)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mizan.pipeline.remember import remember
from mizan.targets.tags import cache_groups, stale_cache_groups

_REMEMBERED_HEADERS = 500


class GroupHeaders:
    """Remembers what it hashed last, and what an entry's tags came to."""

    def __init__(self) -> None:
        self._by_entry: dict[str, str] = {}
        self._stale = remember(_stale, limit=_REMEMBERED_HEADERS)

    def of_entry(self, entry: str | None, make_tags: Callable[[], Sequence[str]]) -> str:
        """
        `entry` is the text of X-Mizan-Entry; it says which tags there are, so that they are seldom made.
        None: not remembered.
        """
        if entry is None:
            return _to_string_list(cache_groups(make_tags()))
        known = self._by_entry.get(entry)
        if known is None:
            known = _to_string_list(cache_groups(make_tags()))
            if len(self._by_entry) >= _REMEMBERED_HEADERS:
                self._by_entry.clear()
            self._by_entry[entry] = known
        return known

    def of_targets(self, tags: Sequence[str]) -> str:
        return self._stale(tuple(sorted(tags)))


def _stale(tags: tuple[str, ...]) -> str:
    return _to_string_list(stale_cache_groups(tags))


def _to_string_list(groups: Sequence[str]) -> str:
    """RFC 9651 strings; hex digits need no escapes."""
    return ", ".join(f'"{group}"' for group in groups)
