"""A query string that is none, or whose params do not fit their types (SPEC.md, Query string)."""

from __future__ import annotations

from typing import Literal


class QueryError(ValueError):
    """`fields`: messages by RFC 6901 pointer, with VALIDATION_FAILED."""

    def __init__(
        self,
        code: Literal["BAD_REQUEST", "VALIDATION_FAILED"],
        message: str,
        fields: dict[str, list[str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields: dict[str, list[str]] = fields or {}
