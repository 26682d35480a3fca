"""SHA-256 (FIPS 180-4) in lower-case hex."""

from __future__ import annotations

from hashlib import sha256


def sha256_hex(data: str | bytes) -> str:
    """Digest of text (as UTF-8) or bytes."""
    return sha256(data.encode() if isinstance(data, str) else data).hexdigest()
