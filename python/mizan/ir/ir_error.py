"""A declaration that the IR cannot say, and why."""

from __future__ import annotations


class IrError(ValueError):
    """Whoever declared it adds the place."""
