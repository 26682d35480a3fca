"""A raw query string to its decoded pairs (SPEC.md, CTX-7)."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

# Beyond ASCII nothing may stand unescaped: servers disagree about what such bytes mean.
_is_sound = re.compile(r"(?:[\x21-\x24\x26-\x7e]++|%[0-9A-Fa-f]{2})*").fullmatch


def split_query(raw: str) -> list[tuple[str, str]] | None:
    """
    Pairs in their order; None for bad percent-coding, bad UTF-8 and characters that no URL holds. `+` is a
    space.
    """
    if not _is_sound(raw):
        return None
    pairs: list[tuple[str, str]] = []
    try:
        for part in raw.split("&"):
            if part:
                name, _, value = part.partition("=")
                pairs.append((_decode(name), _decode(value)))
    except UnicodeDecodeError:
        return None
    return pairs


def _decode(text: str) -> str:
    spaced = text.replace("+", " ")
    return unquote_to_bytes(spaced).decode() if "%" in spaced else spaced
