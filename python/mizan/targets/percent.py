"""
Percent-coding of headers and query strings (SPEC.md, INV-23): every byte outside RFC 3986 *unreserved* is
`%XX`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

from mizan.errors.invariant_error import InvariantError

_is_unreserved = re.compile(r"[A-Za-z0-9._~-]*").fullmatch

_is_encoded = re.compile(r"(?:[A-Za-z0-9._~-]++|%[0-9A-F]{2})*").fullmatch


def percent_encode(text: str) -> str:
    """Text to its encoded form. A lone surrogate has no bytes: normal forms never hold one."""
    if _is_unreserved(text):
        return text
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise InvariantError("A lone surrogate cannot be percent-encoded.") from None


def percent_decode(text: str) -> str | None:
    """Reverses `percent_encode` for texts of its own grammar; None for anything else, bad UTF-8 included."""
    if "%" not in text:
        return text if _is_unreserved(text) else None
    if not _is_encoded(text):
        return None
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return None
