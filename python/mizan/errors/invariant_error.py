"""A bug of Mizan."""

from __future__ import annotations


class InvariantError(Exception):
    """Something that Mizan's own code promised did not hold."""
