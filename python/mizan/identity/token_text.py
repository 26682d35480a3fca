"""
Signed tokens as text: JWS of RFC 7515 in its compact form, HS256 and nothing else (SPEC.md, ID-11). Claims
are judged by who asked for them.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from jwt import PyJWS
from jwt.exceptions import PyJWTError

from mizan.generated.limits import MAX_TOKEN_BYTES
from mizan.identity.key_ring import KeyRing
from mizan.identity.token_error import TokenError, TokenFailure
from mizan.json.json_error import JsonError
from mizan.json.json_value import JsonObject
from mizan.json.parse_json import parse_json

TokenType = Literal["MWT", "at+jwt"]
"""`typ` of the two kinds: a token of one kind is never taken for the other."""

_ALGORITHM = "HS256"


class _Jws(Protocol):
    """What is used of the library, whose own types need another library to be known."""

    def encode(self, payload: bytes, key: bytes, algorithm: str, headers: dict[str, Any]) -> str: ...

    def decode(self, jwt: str, key: bytes, algorithms: list[str]) -> bytes: ...


_jws: _Jws = PyJWS(algorithms=[_ALGORITHM])
_is_compact = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]").fullmatch
"""Three parts without padding, the last of 32 bytes: whatever else a library might take is none of ours."""
_HEADER_MEMBERS = {"alg", "kid", "typ"}


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
    return _jws.encode(payload, key.secret.encode(), _ALGORITHM, headers)


def read_token(about: TokenAbout, token: str) -> JsonObject:
    """The claims of a token that one of our secrets signed. Raises TokenError."""
    if len(token) > MAX_TOKEN_BYTES or _is_compact(token) is None:
        raise TokenError("malformed")
    head, payload, _ = token.split(".")
    header = _read_object(head, "malformed")
    # No other member than ours: whatever a header may ask for (`crit`, `jku`, `b64`) is not done.
    if set(header) != _HEADER_MEMBERS or header["typ"] != about.typ or header["alg"] != _ALGORITHM:
        raise TokenError("malformed")
    kid = header["kid"]
    key = about.ring.by_kid.get(kid) if isinstance(kid, str) else None
    if key is None:
        raise TokenError("kid")
    try:
        # The library compares in constant time.
        _jws.decode(token, key.secret.encode(), [_ALGORITHM])
    except (PyJWTError, ValueError, RecursionError):
        raise TokenError("signature") from None
    return _read_object(payload, "claims")


def _read_object(part: str, failure: TokenFailure) -> JsonObject:
    try:
        data = urlsafe_b64decode(part + "=" * (-len(part) % 4))
        # Bits that carry nothing are zero, so that a token has one text.
        if urlsafe_b64encode(data).rstrip(b"=") != part.encode():
            raise TokenError("malformed")
        value = parse_json(data)
    except (ValueError, RecursionError, JsonError):
        raise TokenError(failure) from None
    if not isinstance(value, dict):
        raise TokenError(failure)
    return value
