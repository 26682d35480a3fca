"""`HTTPException` of handlers, guards and dependencies as errors of the protocol (SPEC.md, Errors)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from mizan.errors.call_error import CallError
from mizan.generated.errors import ERROR_STATUS

_CODE_OF_STATUS = {status: code for code, status in ERROR_STATUS.items() if code != "INTERNAL"}
_LARGEST_WAIT_SECONDS = 86_400


def to_call_error(error: HTTPException) -> CallError | None:
    """None where the status is the server's own failure: that stays an exception."""
    code = _CODE_OF_STATUS.get(error.status_code)
    if code is None:
        if not 400 <= error.status_code < 500:
            return None
        code = "BAD_REQUEST"
    detail: Any = error.detail
    is_text = isinstance(detail, str)
    message = detail if is_text and detail else HTTPStatus(ERROR_STATUS[code]).phrase
    return CallError(
        code,
        message,
        details=None if is_text else detail,
        retry_after_seconds=_read_wait(error) if code == "RATE_LIMITED" else None,
    )


def _read_wait(error: HTTPException) -> int | None:
    for name, value in (error.headers or {}).items():
        if name.lower() == "retry-after" and value.isascii() and value.isdigit():
            return min(int(value), _LARGEST_WAIT_SECONDS)
    return None
