"""An answer that is not one of this protocol (SPEC.md, ERR-7)."""

from __future__ import annotations

from typing import ClassVar, TypeGuard

from mizan.errors.brand import has_brand

_BRAND = "mizan.ProtocolError"


class ProtocolError(Exception):
    """Wrong content, broken JSON, a missing member."""

    mizan_brand: ClassVar[str] = _BRAND
    code: ClassVar[str] = "PROTOCOL"

    def __init__(self, message: str, *, status: int | None = None) -> None:
        """`status`: of the answer, when there was one."""
        super().__init__(message)
        self.status = status


def is_protocol_error(value: object) -> TypeGuard[ProtocolError]:
    return isinstance(value, ProtocolError) or has_brand(value, _BRAND)
