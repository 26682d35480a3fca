"""A result that does not fit its declared type, and where (SPEC.md, VAL-7)."""

from __future__ import annotations


class EncodeError(ValueError):
    """For logs: the message names no value. `pointer`: RFC 6901, into the result."""

    def __init__(self, pointer: str, problem: str) -> None:
        super().__init__(f'The result at "{pointer}" {problem}.')
        self.pointer = pointer
