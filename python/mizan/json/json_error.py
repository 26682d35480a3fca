"""A text that is not JSON of this protocol, or a value that JSON cannot say (SPEC.md, JSON)."""

from __future__ import annotations


class JsonError(ValueError):
    """The message names no part of the input and is safe to show."""
