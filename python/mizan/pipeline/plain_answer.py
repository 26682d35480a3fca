"""The answer as the pipeline makes it: plain values that an edge writes out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

HeaderPair = tuple[str, str]


@dataclass(slots=True)
class PlainAnswer:
    status: int
    headers: list[HeaderPair]
    """In order; `Set-Cookie` may stand several times. Names and values are safe to write."""
    body: str | AsyncIterator[bytes] | None = None
    """None on HEAD, 204 and 304. Lines where a bundle is streamed."""
    native: Any = None
    """A view's own response, whose body goes out with `status` and `headers` of this answer."""
    unread_body: bool = False
    """The request's body was not read to its end: a connection cannot be used again."""
