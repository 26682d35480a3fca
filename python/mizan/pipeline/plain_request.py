"""The request as the pipeline reads it: plain values, made by an edge (Django, ASGI, a test)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol


class PlainRequest(Protocol):
    @property
    def method(self) -> str:
        """Upper-case, as it arrived."""
        ...

    @property
    def target(self) -> str:
        """Path and query string as they arrived, still percent-coded: `/api/mizan/ctx/user/?user_id=5`."""
        ...

    @property
    def origin(self) -> str:
        """Scheme and host that the client addressed: `https://example.org`."""
        ...

    @property
    def native(self) -> object:
        """The framework's own request, for handlers that take it; None where there is none."""
        ...

    @property
    def read_body(self) -> Callable[[BodyLimits], bytes | Awaitable[bytes]] | None:
        """
        None when the request has no body. Called at most once. Enforces both limits while it reads, and
        raises what
        `body_too_large`, `body_too_slow` or `body_broken` make.
        """
        ...

    def header(self, name: str) -> str | None:
        """`name` is lower-case; repeated fields are joined by `, `, cookies by `; `."""
        ...


class BodyLimits(Protocol):
    @property
    def max_body_bytes(self) -> int: ...

    @property
    def body_deadline_ms(self) -> int: ...
