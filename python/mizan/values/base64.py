"""`bytes` as base64 of RFC 4648 §4, padded, of which Python's own decoder takes more than one form."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode

# Padded texts end in a character whose unused bits are zero.
_matches = re.compile(
    r"(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?"
).fullmatch


def normalize_bytes(text: str) -> str | None:
    """
    The text itself when it is the one form of its bytes: padded, and with zeros in the bits that carry
    nothing.
    """
    return text if _matches(text) else None


def bytes_length(text: str) -> int:
    """Number of bytes that a normal form carries."""
    return len(text) // 4 * 3 - text.count("=", -2)


def bytes_to_base64(data: bytes | bytearray | memoryview) -> str:
    return b64encode(data).decode("ascii")


def base64_to_bytes(text: str) -> bytes:
    """Bytes of a normal form. Raises ValueError when the text is not one."""
    if normalize_bytes(text) is None:
        raise ValueError("The text is not padded base64.")
    return b64decode(text)
