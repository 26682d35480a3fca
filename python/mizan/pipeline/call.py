"""What a handler gets beside its arguments: the caller, the request, and the ways to act on the answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from mizan.pipeline.cache.vary_inputs import VaryTexts
    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.identity.sign_in import IssuedTokens
    from mizan.pipeline.invalidation_target import InvalidationTarget
    from mizan.pipeline.user import User


class CookiePlace(TypedDict, total=False):
    domain: str
    path: str
    """Default `/`."""


class CookieOptions(CookiePlace, total=False):
    max_age: int
    """Seconds."""
    expires: datetime
    http_only: bool
    """Default true."""
    secure: bool
    """Default: true when the client came by https."""
    same_site: Literal["lax", "strict", "none"]
    """Default `lax`."""


class Call(ABC):
    """One run of a function."""

    __slots__ = ()

    @property
    @abstractmethod
    def user(self) -> User | None:
        """None when anonymous. Reading it in a query of a context without guards makes the answer private."""

    @property
    @abstractmethod
    def request(self) -> CallRequest:
        """Reading it in a query of a context without guards makes the answer private."""

    @property
    @abstractmethod
    def vary(self) -> VaryTexts:
        """
        The vary inputs that the function declares, by name. Reading them leaves the answer as public as it
        is.
        """

    @property
    @abstractmethod
    def needs_primary(self) -> bool:
        """Read the primary: a replica may not have the latest commit yet. True in every mutation."""

    @property
    @abstractmethod
    def seconds_left(self) -> float:
        """
        Until the run deadline; what a mutation does after it is rolled back, where there is a transaction.
        """

    @property
    @abstractmethod
    def id(self) -> str:
        """Id of the request, as in `X-Request-Id` and in the log."""

    @property
    @abstractmethod
    def cause(self) -> str | None:
        """Id of this mutation (`X-Mizan-Cause`); None in a query."""

    @abstractmethod
    def set_cookie(self, name: str, value: str, **options: Unpack[CookieOptions]) -> None:
        """
        Goes out when the function succeeds. Defaults: `Path=/; HttpOnly; SameSite=Lax`, `Secure` under https.
        """

    @abstractmethod
    def clear_cookie(self, name: str, **place: Unpack[CookiePlace]) -> None: ...

    @abstractmethod
    def set_header(self, name: str, value: str) -> None:
        """
        Goes out when the function succeeds. Headers that the protocol or the connection owns are refused.
        """

    @abstractmethod
    def sign_in(self, user_id: str) -> None:
        """
        Begins a session of this user in a cookie, in place of the one that there was. Mutations only; at
        once, whatever becomes of the transaction. In asynchronous handlers: `await call.sign_in_async(…)`.
        """

    @abstractmethod
    def sign_out(self) -> None:
        """Ends the session of the cookie, and that of the token that came with this call."""

    @abstractmethod
    def issue_tokens(self, user_id: str) -> IssuedTokens:
        """An access JWT and a refresh token of a new session, for a client without cookies."""

    @abstractmethod
    def refresh_tokens(self, refresh_token: str) -> IssuedTokens:
        """
        Spends a refresh token for new ones. UNAUTHORIZED when it is not valid; one that was spent before ends
        its session.
        """

    @abstractmethod
    async def sign_in_async(self, user_id: str) -> None: ...

    @abstractmethod
    async def sign_out_async(self) -> None: ...

    @abstractmethod
    async def issue_tokens_async(self, user_id: str) -> IssuedTokens: ...

    @abstractmethod
    async def refresh_tokens_async(self, refresh_token: str) -> IssuedTokens: ...

    @abstractmethod
    def invalidate(self, target: InvalidationTarget) -> None:
        """
        A target beyond the declared ones. Acts when the function succeeded (at commit), not at all otherwise.
        """
