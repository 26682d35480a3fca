"""`kid`: the name of a secret that was given none (SPEC.md, ID-15)."""

from __future__ import annotations

from mizan.keys.sha256 import sha256_hex

_KID_CHARS = 8


def key_id(secret: str) -> str:
    """First 8 hex digits of the SHA-256 of `kid:` and the secret, which cannot be led back to it."""
    return sha256_hex(f"kid:{secret}")[:_KID_CHARS]
