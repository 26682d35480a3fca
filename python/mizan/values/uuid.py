"""Normal form of `uuid` (SPEC.md, Values): lower-case, hyphenated."""

from __future__ import annotations

import re

_matches = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}").fullmatch


def normalize_uuid(text: str) -> str | None:
    """None unless the text is 8-4-4-4-12 hex digits of either case."""
    return text.lower() if _matches(text) else None
