"""What sessions ask of a store (SPEC.md, ID-19): every method is one atomic step and one round trip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol


@dataclass(frozen=True, slots=True)
class StoredSession:
    user_id: str
    refresh_hash: str | None = None
    """
    64 hex digits: the SHA-256 of the one refresh token that is still good. None where a cookie carries the
    session.
    """


@dataclass(frozen=True, slots=True)
class FoundSession:
    session: StoredSession
    left_ms: int
    """More than 0."""


@dataclass(frozen=True, slots=True)
class RefreshChange:
    from_hash: str
    to_hash: str
    lifetime_ms: int


@dataclass(frozen=True, slots=True)
class RotateOutcome:
    state: Literal["rotated", "reused", "missing"]
    user_id: str = ""
    """Of a session that was rotated."""


class SessionStore(Protocol):
    """
    Keys are 32 lower-case hex digits: the first of the SHA-256 of the session's id, which no store ever sees.
    """

    is_immediate: ClassVar[bool]
    """Waits for nothing, so that an event loop may call it without a thread."""

    def create(self, key: str, session: StoredSession, lifetime_ms: int) -> None:
        """`key` was never used before."""
        ...

    def read(self, key: str) -> FoundSession | None:
        """None when it was never there, was deleted, or has expired by the store's clock."""
        ...

    def touch(self, key: str, lifetime_ms: int) -> bool:
        """Lets the session live `lifetime_ms` from now. False, and nothing is made, when it is not there."""
        ...

    def replace(self, old_key: str, key: str, session: StoredSession, lifetime_ms: int) -> None:
        """`create` of the new key and `delete` of the old one, which need not be there."""
        ...

    def rotate(self, key: str, change: RefreshChange) -> RotateOutcome:
        """
        Spends a refresh token. Where `refresh_hash` of the session is `from_hash` it becomes `to_hash`, and
        the session lives `lifetime_ms` from now; where it is another, a token that was spent before came
        again: the session is deleted. A session without a `refresh_hash` is left alone and `missing`.
        """
        ...

    def delete(self, key: str) -> None:
        """It need not be there."""
        ...

    def close(self) -> None: ...
