"""`{"error":{"code","message","details"?}}` both ways (SPEC.md, ERR-1)."""

from __future__ import annotations

from typing import Final, cast

from mizan.errors.call_error import CallError
from mizan.json.json_value import JsonObject, JsonValue


class Absent:
    """Says that there are no details; `None` is the detail null."""


ABSENT: Final = Absent()


def encode_error_envelope(code: str, message: str, details: JsonValue | Absent = ABSENT) -> JsonObject:
    """The envelope of an error whose details are JSON already."""
    error: dict[str, JsonValue] = {"code": code, "message": message}
    if not isinstance(details, Absent):
        error["details"] = details
    return {"error": error}


def decode_error_envelope(
    body: object, *, status: int | None = None, retry_after_seconds: float | None = None
) -> CallError | None:
    """
    A CallError out of an answer's decoded body, or None when the body is no error envelope. `status`: of the
    answer; without it that of the closed code.
    """
    error = _member(body, "error")
    code = _member(error, "code")
    message = _member(error, "message")
    if not isinstance(code, str) or not isinstance(message, str):
        return None
    details = _member(error, "details")
    return CallError(code, message, status=status, details=details, retry_after_seconds=retry_after_seconds)


def _member(value: object, name: str) -> object:
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None
