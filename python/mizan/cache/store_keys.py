"""Where entries and tags stand in stores that languages share (SPEC.md, CACHE-24); the braces are literal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mizan.cache.cache_store import EntryPlace


def entry_key(place: EntryPlace) -> str:
    return f"mizan:{{{place.context}}}:e:{place.key}"


def tag_key(context: str, tag: str) -> str:
    return f"mizan:{{{context}}}:t:{tag}"
