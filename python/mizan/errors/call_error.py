"""
A refusal or failure that crosses the wire (SPEC.md, ERR-1, ERR-4): a closed code, or one that a function
declares.
"""

from __future__ import annotations

from typing import ClassVar, TypeGuard

from mizan.errors.brand import has_brand
from mizan.generated.errors import ERROR_STATUS

_BRAND = "mizan.CallError"


class CallError(Exception):
    """Raise it to refuse: the caller sees `code`, `message` and `details`."""

    mizan_brand: ClassVar[str] = _BRAND

    def __init__(
        self,
        code: str,
        message: str | None = None,
        *,
        status: int | None = None,
        details: object = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        """
        `status`: needed for declared codes (400–499), known for the closed ones; 500 for a code that is
        neither. `details`: JSON, or natives that the declared type encodes. `retry_after_seconds`: for
        RATE_LIMITED and UNAVAILABLE.
        """
        super().__init__(code if message is None else message)
        self.code = code
        self.message = code if message is None else message
        self.status = ERROR_STATUS.get(code, 500) if status is None else status
        self.details = details
        self.retry_after_seconds = retry_after_seconds


def is_call_error(value: object) -> TypeGuard[CallError]:
    """By brand, so that two copies of this package in one app agree."""
    return isinstance(value, CallError) or has_brand(value, _BRAND)


def status_of(code: str) -> int | None:
    """Status of a closed code."""
    return ERROR_STATUS.get(code)
