"""Claims that every token of ours has, judged one by one; nothing is coerced (SPEC.md, ID-11, ID-12)."""

from __future__ import annotations

from collections.abc import Mapping

from mizan.generated.limits import TOKEN_LEEWAY_MS
from mizan.identity.token_error import TokenError
from mizan.identity.token_text import TokenAbout

_LEEWAY_S = TOKEN_LEEWAY_MS // 1000
_LARGEST_TIME = 2**53 - 1


def common_claims(about: TokenAbout, subject: str, now_s: int) -> dict[str, object]:
    return {
        "sub": subject,
        "aud": about.audience,
        "iat": now_s,
        "nbf": now_s,
        "exp": now_s + about.lifetime_s,
    }


def check_common_claims(about: TokenAbout, claims: Mapping[str, object], now_s: int) -> str:
    """The subject. Raises TokenError."""
    subject = read_text(claims, "sub")
    if read_text(claims, "aud") != about.audience:
        raise TokenError("audience")
    issued_at, not_before, expires_at = (_read_time(claims, name) for name in ("iat", "nbf", "exp"))
    if expires_at <= now_s - _LEEWAY_S:
        raise TokenError("expired")
    if not_before > now_s + _LEEWAY_S or issued_at > now_s + _LEEWAY_S:
        raise TokenError("early")
    return subject


def read_text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or value == "" or any("\ud800" <= each <= "\udfff" for each in value):
        raise TokenError("claims")
    return value


def read_flag(claims: Mapping[str, object], name: str) -> bool:
    value = claims.get(name)
    if not isinstance(value, bool):
        raise TokenError("claims")
    return value


def _read_time(claims: Mapping[str, object], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int or not 0 <= value <= _LARGEST_TIME:
        raise TokenError("claims")
    return value
