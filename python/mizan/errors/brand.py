"""Marks that survive a second copy of a package, where `isinstance` lies."""

from __future__ import annotations


def has_brand(value: object, brand: str) -> bool:
    """Whether the class of a value, or one above it, carries a brand."""
    return any(vars(each).get("mizan_brand") == brand for each in type(value).__mro__)
