"""
Errors of the closed set that the pipeline itself answers (SPEC.md, Errors). Messages are fixed texts: they
cross the wire.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from mizan.errors.call_error import CallError
from mizan.generated.limits import MAX_FIELD_PROBLEMS


def refuse(
    code: str,
    message: str,
    *,
    details: Mapping[str, object] | None = None,
    retry_after_seconds: int | None = None,
) -> CallError:
    """Raise what this returns."""
    return CallError(code, message, details=details, retry_after_seconds=retry_after_seconds)


def refuse_values(fields: Mapping[str, Sequence[str]], function_name: str | None = None) -> CallError:
    """
    `fields` by JSON Pointer, cut to what an answer may hold; `function_name` where it must be told from its
    neighbours.
    """
    shown = {pointer: list(messages) for pointer, messages in islice(fields.items(), MAX_FIELD_PROBLEMS)}
    details: dict[str, object] = {"fields": shown}
    if function_name is not None:
        details["function"] = function_name
    return refuse("VALIDATION_FAILED", "the values do not fit the declaration", details=details)


def body_too_large(max_bytes: int) -> CallError:
    return refuse("PAYLOAD_TOO_LARGE", f"the body is larger than {max_bytes} bytes")


def body_too_slow(deadline_ms: int) -> CallError:
    return refuse("BAD_REQUEST", f"the body did not arrive within {deadline_ms} ms")


def body_broken() -> CallError:
    return refuse("BAD_REQUEST", "the body ended before it was complete")
