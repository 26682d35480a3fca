"""MWT: the short-lived token that says who calls and what they may do (SPEC.md, ID-11, ID-12)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mizan.identity.session_key import is_session_key
from mizan.identity.token_claims import check_common_claims, common_claims, read_flag, read_text
from mizan.identity.token_error import TokenError
from mizan.identity.token_text import TokenAbout, read_token, sign_token

_is_pkey = re.compile(r"[0-9a-f]{64}").fullmatch


@dataclass(frozen=True, slots=True)
class MwtClaims:
    sub: str
    """Id of the user."""
    sid: str
    """Key of the session that it came from (`session_key`)."""
    staff: bool
    superuser: bool
    pkey: str
    """What the user may do, as it was then (ID-10)."""


def issue_mwt(about: TokenAbout, claims: MwtClaims, now_s: int) -> str:
    rights = {"sid": claims.sid, "staff": claims.staff, "super": claims.superuser, "pkey": claims.pkey}
    return sign_token(about, {**common_claims(about, claims.sub, now_s), **rights})


def verify_mwt(about: TokenAbout, token: str, now_s: int) -> MwtClaims:
    """Raises TokenError."""
    claims = read_token(about, token)
    subject = check_common_claims(about, claims, now_s)
    sid, pkey = read_text(claims, "sid"), read_text(claims, "pkey")
    if not is_session_key(sid) or _is_pkey(pkey) is None:
        raise TokenError("claims")
    return MwtClaims(subject, sid, read_flag(claims, "staff"), read_flag(claims, "super"), pkey)
