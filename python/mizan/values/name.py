"""Names of functions, contexts, params and fields (SPEC.md, NAME-1)."""

from __future__ import annotations

import re

_matches = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,127}").fullmatch


def is_name(text: str) -> bool:
    """
    A letter, then letters, digits and underscores; at most 128 bytes. `_mizan…` and `__proto__` are no names.
    """
    return _matches(text) is not None
