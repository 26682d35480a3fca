"""A caller whom an MWT names: known by its claims until somebody needs the user (SPEC.md, ID-12, ID-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.pipeline.caller_identity import Caller
from mizan.pipeline.refuse import refuse
from mizan.pipeline.user import KnownUser

if TYPE_CHECKING:
    from mizan.errors.call_error import CallError
    from mizan.identity.mwt import MwtClaims
    from mizan.pipeline.caller_identity import Load, ToIdentityKeys
    from mizan.pipeline.user import User
    from mizan.pipeline.wait import Walk


class TokenCaller(Caller):
    __slots__ = ("_claims", "_find", "_is_loaded")

    def __init__(self, claims: MwtClaims, to_keys: ToIdentityKeys, find: Load) -> None:
        """`find` loads the user of `sub`. Until then `user` has the roles of the claims alone."""
        claimed = KnownUser(claims.sub, claims.staff, claims.superuser)
        super().__init__(claimed, to_keys, means="token", session_key=claims.sid)
        self._claims = claims
        self._find = find
        self._is_loaded = False

    @property
    def id(self) -> str:
        return self._claims.sub

    @property
    def pkey(self) -> str:
        return self._claims.pkey

    def load(self) -> Walk[None]:
        if not self._is_loaded:
            self._user = self._check((yield from self._find()))
            self._is_loaded = True

    def reload(self) -> Walk[Caller]:
        fresh = TokenCaller(self._claims, self.to_keys, self._find)
        yield from fresh.load()
        return fresh

    def _check(self, user: User | None) -> User:
        """Rights that changed since, or a user that is gone: the token says what is no longer so."""
        if user is None or Caller(user, self.to_keys).pkey != self._claims.pkey:
            raise stale_token()
        return user


def stale_token() -> CallError:
    return refuse("UNAUTHORIZED", "what the token says has changed", details={"reason": "stale"})


def bad_token() -> CallError:
    return refuse("UNAUTHORIZED", "the token is not valid", details={"reason": "token"})
