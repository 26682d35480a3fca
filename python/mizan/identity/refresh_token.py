"""Refresh tokens: `SESSION_ID.SECRET`, of which a store keeps hashes alone (SPEC.md, ID-19)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from mizan.identity.session_key import is_session_id
from mizan.keys.sha256 import sha256_hex

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class RefreshToken:
    session_id: str
    secret: str

    @property
    def text(self) -> str:
        return f"{self.session_id}.{self.secret}"

    @property
    def hash(self) -> str:
        """What a store keeps: SHA-256 of the whole text. Its input is random, so that nobody can guess it."""
        return sha256_hex(self.text)


def create_refresh_token(session_id: str) -> RefreshToken:
    return RefreshToken(session_id, secrets.token_urlsafe(_SECRET_BYTES))


def read_refresh_token(text: str) -> RefreshToken | None:
    """None for what was never given out."""
    session_id, dot, secret = text.partition(".")
    # The secret has the form of an id: 32 random bytes.
    is_whole = dot != "" and is_session_id(session_id) and is_session_id(secret)
    return RefreshToken(session_id, secret) if is_whole else None
