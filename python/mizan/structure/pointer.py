"""RFC 6901 JSON Pointers."""

from __future__ import annotations

from collections.abc import Sequence


def encode_pointer(path: Sequence[str | int]) -> str:
    """`["a/b", 0]` to `/a~1b/0`; the whole value is the empty text."""
    return "".join([f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in path])
