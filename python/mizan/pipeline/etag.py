"""`If-None-Match` (RFC 9110, 13.1.2)."""

from __future__ import annotations


def matches_etag(header: str | None, etag: str) -> bool:
    """Weak comparison, as the RFC asks for here; a list that is not one matches nothing."""
    if header is None:
        return False
    if header.strip() == "*":
        return True
    return any(part.strip().removeprefix("W/") == etag for part in header.split(","))
