"""A value from outside that does not fit the IR (SPEC.md, VAL-14)."""

from __future__ import annotations


class StructureError(ValueError):
    """`fields`: messages by RFC 6901 pointer, at most MAX_FIELD_PROBLEMS of them: `details.fields`."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("The value does not fit its type.")
        self.fields = fields
