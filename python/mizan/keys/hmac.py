"""HMAC-SHA256 (RFC 2104) in lower-case hex."""

from __future__ import annotations

from hmac import digest


def hmac_sha256_hex(secret: str | bytes, message: str | bytes) -> str:
    """MAC of a text (as UTF-8) or bytes under a secret."""
    key = secret.encode() if isinstance(secret, str) else secret
    return digest(key, message.encode() if isinstance(message, str) else message, "sha256").hex()
