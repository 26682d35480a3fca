"""Pages of a list, the same on every query that has them."""

from __future__ import annotations


def to_slice(page: int, limit: int) -> slice:
    return slice((page - 1) * limit, page * limit)
