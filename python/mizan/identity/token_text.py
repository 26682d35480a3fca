"""
Signed tokens as text: JWS of RFC 7515 in its compact form, HS256 and nothing else (SPEC.md, ID-11). Claims
are judged by who asked for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from jwt import PyJWS
from jwt.exceptions import PyJWTError

from mizan.generated.limits import MAX_TOKEN_BYTES
from mizan.identity.key_ring import KeyRing

TokenType = Literal["MWT", "at+jwt"]

_ALGORITHM = "HS256"
_jws = PyJWS(algorithms=[_ALGORITHM])
_is_compact = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}").fullmatch
"""Three parts without padding, the last of 32 bytes: whatever else a library might take is none of ours."""
_HEADER_MEMBERS = {"alg", "kid", "typ"}


class TokenError(Exception):
    """The token is none of ours, or no longer. `reason` is for tests and logs: a client hears none."""

    def __init__(self, reason: TokenFailure) -> None:
        super().__init__(reason)
        self.reason = reason


TokenFailure = Literal["malformed", "kid", "signature", "claims", "audience", "expired", "early"]


@dataclass(frozen=True, slots=True)
class TokenAbout:
    """What tokens of one kind have in common."""

    typ: TokenType
    ring: KeyRing
    audience: str
    lifetime_s: int


def sign_token(about: TokenAbout, claims: Mapping[str, object]) -> str:
    """Members of header and claims are sorted, so that equal claims are equal tokens in every language."""
    payload = json.dumps(claims, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    key = about.ring.first
    headers = {"kid": key.kid, "typ": about.typ}
    return _jws.encode(payload, key.secret.encode(), algorithm=_ALGORITHM, headers=headers)


def read_token(about: TokenAbout, token: str) -> Mapping[str, object]:
    """The claims of a token that one of our secrets signed. Raises TokenError."""
    if len(token) > MAX_TOKEN_BYTES or _is_compact(token) is None:
        raise TokenError("malformed")
    try:
        header = _jws.get_unverified_header(token)
    except (PyJWTError, RecursionError, ValueError):
        raise TokenError("malformed") from None
    # No other member than ours: whatever a header may ask for (`crit`, `jku`, `b64`) is not done.
    if set(header) != _HEADER_MEMBERS or header["typ"] != about.typ or header["alg"] != _ALGORITHM:
        raise TokenError("malformed")
    kid: object = header["kid"]
    key = about.ring.by_kid.get(kid) if isinstance(kid, str) else None
    if key is None:
        raise TokenError("kid")
    try:
        # The library compares in constant time.
        payload: bytes = _jws.decode(token, key.secret.encode(), algorithms=[_ALGORITHM])
    except PyJWTError:
        raise TokenError("signature") from None
    return _parse_claims(payload)


def _parse_claims(payload: bytes) -> Mapping[str, object]:
    try:
        claims: Any = json.loads(payload.decode("utf-8"))
    except (ValueError, RecursionError):
        raise TokenError("claims") from None
    if not isinstance(claims, dict):
        raise TokenError("claims")
    return cast("dict[str, object]", claims)
