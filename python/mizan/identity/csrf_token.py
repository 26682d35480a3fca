"""CSRF tokens by signed double submit: `RANDOM.HMAC`, bound to a session (SPEC.md, ID-17, ID-18)."""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64encode
from hmac import compare_digest, digest
from typing import Literal

from mizan.identity.key_ring import KeyRing

CsrfBinding = tuple[Literal["s", "u"], str]
"""
The key of the session, or the id of the user where the app's own hook read the cookie: never the same text.
"""

_RANDOM_BYTES = 16
_is_token = re.compile(r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}").fullmatch


def create_csrf_token(ring: KeyRing, binding: CsrfBinding, random: str | None = None) -> str:
    nonce = secrets.token_urlsafe(_RANDOM_BYTES) if random is None else random
    return f"{nonce}.{_sign(ring.first.secret, binding, nonce)}"


def is_csrf_token(ring: KeyRing, binding: CsrfBinding, token: str) -> bool:
    if _is_token(token) is None:
        return False
    nonce, _, given = token.partition(".")
    return any(compare_digest(_sign(key.secret, binding, nonce), given) for key in ring.by_kid.values())


def _sign(secret: str, binding: CsrfBinding, nonce: str) -> str:
    mac = digest(
        secret.encode(), f"{binding[0]}:{binding[1]}.{nonce}".encode("utf-8", "surrogatepass"), "sha256"
    )
    return urlsafe_b64encode(mac).decode("ascii").rstrip("=")
