"""What an app has to tell who calls: secrets, sessions, and the app's own users (SPEC.md, Identity)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mizan.identity.key_ring import KeyRing
    from mizan.identity.session_store import SessionStore
    from mizan.identity.tokens import Tokens
    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.service import Hook
    from mizan.pipeline.user import User


class FrameworkCsrf(Protocol):
    """A check against foreign pages that is the framework's own, with a token and a cookie of its own."""

    def csrf_token(self, request: CallRequest) -> str: ...

    def has_csrf_token(self, request: CallRequest) -> bool: ...


class FrameworkSessions(Protocol):
    """Sessions that are the framework's own: it reads and writes their cookie."""

    @property
    def cookie_name(self) -> str: ...

    def session_key(self, request: CallRequest) -> str | None:
        """`session_key` of the session that authenticates this request; None where none does."""
        ...

    def is_alive(self, request: CallRequest, key: str, user_id: str) -> bool:
        """The request's cookie carries the session of this key, and it is still this user's."""
        ...

    def has_changed(self, request: CallRequest, before: User | None) -> bool:
        """A handler signed somebody in or out by the framework's own means."""
        ...

    def sign_in(self, request: CallRequest, user_id: str) -> None:
        """Raises LookupError where nobody has this id."""
        ...

    def sign_out(self, request: CallRequest) -> None: ...

    def adopt_user(self, request: CallRequest, user: User | None) -> None:
        """Whom a token named: handlers that take the framework's request find the same user in it."""
        ...


@dataclass(frozen=True, slots=True)
class CookieSessions:
    """Sessions of ours, whose cookie carries an id and nothing else."""

    store: SessionStore
    cookie_name: str
    lifetime_ms: int


@dataclass(frozen=True, slots=True)
class RefreshSessions:
    """Sessions behind refresh tokens."""

    store: SessionStore
    lifetime_ms: int


@dataclass(frozen=True, slots=True)
class IdentityParts:
    load_user: Hook | None
    """Of an id that a token or a session names."""
    tokens: Tokens | None
    cookies: CookieSessions | None
    framework: FrameworkSessions | None
    """In place of `cookies`."""
    refresh: RefreshSessions | None
    csrf: KeyRing | None
    """Signs CSRF tokens. None: cookies are trusted where a request names its origin."""
    framework_csrf: FrameworkCsrf | None
    """In place of `csrf`."""
    to_thread: Callable[..., Any]
    """Runs synchronous code of a handler that runs in an event loop; what it returns is awaited."""

    @property
    def has_csrf(self) -> bool:
        return self.csrf is not None or self.framework_csrf is not None

    @property
    def has_mwt(self) -> bool:
        return self.tokens is not None and self.tokens.mwt is not None

    @property
    def has_jwt(self) -> bool:
        return self.tokens is not None and self.tokens.jwt is not None
