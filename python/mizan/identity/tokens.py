"""Both kinds of token, with the secrets and the clock of an app (SPEC.md, ID-11…13, ID-15, ID-19)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from mizan.identity.access_jwt import AccessClaims, issue_access_jwt, verify_access_jwt
from mizan.identity.key_ring import SecretKeys, to_key_ring
from mizan.identity.mwt import MwtClaims, issue_mwt, verify_mwt
from mizan.identity.token_text import TokenAbout


@dataclass(frozen=True, slots=True)
class TokenTerms:
    audience: str
    """`aud` of every token: one name for all servers that take each other's."""
    mwt_lifetime_s: int
    access_lifetime_s: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """Verifying raises TokenError."""

    mwt: TokenAbout | None
    """None: this app has no MWT."""
    jwt: TokenAbout | None
    """None: `Authorization` is the app's own."""
    now_s: Callable[[], int]

    def issue_mwt(self, claims: MwtClaims) -> str:
        return issue_mwt(_given(self.mwt), claims, self.now_s())

    def verify_mwt(self, token: str) -> MwtClaims:
        return verify_mwt(_given(self.mwt), token, self.now_s())

    def issue_access_jwt(self, claims: AccessClaims) -> str:
        return issue_access_jwt(_given(self.jwt), claims, self.now_s())

    def verify_access_jwt(self, token: str) -> AccessClaims:
        return verify_access_jwt(_given(self.jwt), token, self.now_s())


def create_tokens(
    mwt: SecretKeys | None, jwt: SecretKeys | None, terms: TokenTerms, now_s: Callable[[], int] | None = None
) -> Tokens:
    """`now_s`: Unix time, for tests."""
    return Tokens(
        None if mwt is None else TokenAbout("MWT", to_key_ring(mwt), terms.audience, terms.mwt_lifetime_s),
        None
        if jwt is None
        else TokenAbout("at+jwt", to_key_ring(jwt), terms.audience, terms.access_lifetime_s),
        now_s or (lambda: int(time.time())),
    )


def _given(about: TokenAbout | None) -> TokenAbout:
    if about is None:
        raise RuntimeError("this app has no secret for such tokens")
    return about
