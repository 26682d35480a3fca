"""Access JWT: what a client without cookies calls with, from a stored session (SPEC.md, ID-19; RFC 9068)."""

from __future__ import annotations

from dataclasses import dataclass

from mizan.identity.session_key import is_session_key
from mizan.identity.token_claims import check_common_claims, common_claims, read_text
from mizan.identity.token_error import TokenError
from mizan.identity.token_text import TokenAbout, read_token, sign_token


@dataclass(frozen=True, slots=True)
class AccessClaims:
    sub: str
    """Id of the user."""
    sid: str
    """Key of the session that its refresh token is bound to."""


def issue_access_jwt(about: TokenAbout, claims: AccessClaims, now_s: int) -> str:
    return sign_token(about, {**common_claims(about, claims.sub, now_s), "sid": claims.sid})


def verify_access_jwt(about: TokenAbout, token: str, now_s: int) -> AccessClaims:
    """Raises TokenError."""
    claims = read_token(about, token)
    subject = check_common_claims(about, claims, now_s)
    sid = read_text(claims, "sid")
    if not is_session_key(sid):
        raise TokenError("claims")
    return AccessClaims(subject, sid)
