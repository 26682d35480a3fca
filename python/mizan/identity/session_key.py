"""
Ids of sessions: what a cookie or a refresh token carries is random, and what is kept of it, or told in a
token, is its hash (SPEC.md, ID-12).
"""

from __future__ import annotations

import re
import secrets

from mizan.keys.sha256 import sha256_hex

_ID_BYTES = 32
_KEY_CHARS = 32
_is_id = re.compile(r"[A-Za-z0-9_-]{43}").fullmatch
_is_key = re.compile(r"[0-9a-f]{32}").fullmatch


def create_session_id() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(_ID_BYTES)


def is_session_id(text: str) -> bool:
    """Anything else was never given out: no store is asked for it."""
    return _is_id(text) is not None


def session_key(session_id: str) -> str:
    """What a store keeps it under, and `sid` in tokens: first 32 hex digits of the SHA-256 of the id."""
    return sha256_hex(session_id.encode("utf-8", "surrogatepass"))[:_KEY_CHARS]


def user_session_key(user_id: str) -> str:
    """`sid` of an MWT for a user whom the app's own hook names: there is no session of ours."""
    return session_key(f"user:{user_id}")


def is_session_key(text: str) -> bool:
    return _is_key(text) is not None
