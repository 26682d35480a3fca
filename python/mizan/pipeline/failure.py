"""Anything raised → what an error envelope says (SPEC.md, Errors)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mizan.errors.call_error import CallError
from mizan.generated.errors import ERROR_STATUS
from mizan.ir.model import PlainType
from mizan.json.json_value import JsonValue
from mizan.pipeline.service import ErrorReport
from mizan.structure.compile_encoder import compile_encoder

if TYPE_CHECKING:
    from mizan.pipeline.service import Service, Step
    from mizan.registry.registry import RegisteredFunction


@dataclass(frozen=True, slots=True)
class Failure:
    status: int
    error: dict[str, JsonValue]
    """`code`, `message` and, where there are some, `details`."""
    retry_after_seconds: int | None = None

    @property
    def code(self) -> str:
        return str(self.error["code"])


@dataclass(frozen=True, slots=True)
class FailurePlace:
    service: Service
    id: str
    step: Step
    function: RegisteredFunction | None = None
    is_quiet: bool = False
    """It is in the log already."""


def to_failure(raised: BaseException, place: FailurePlace) -> Failure:
    """Reports what is not meant for the client; never raises."""
    if not isinstance(raised, CallError):
        return _to_internal(raised, place)
    declared = None if place.function is None else place.function.errors.get(raised.code)
    try:
        if declared is not None:
            details = declared.encode_details(raised.details)
            return Failure(declared.status, _to_body(raised, details))
        if _is_closed(raised.code):
            return _to_closed(raised)
    except Exception as error:
        return _to_internal(error, place)
    name = "the app" if place.function is None else place.function.name
    hint = f"{name} raised the code {raised.code}, which it does not declare: name it in `errors`"
    undeclared = TypeError(hint)
    undeclared.__cause__ = raised
    return _to_internal(undeclared, place)


def is_refusal(raised: BaseException, function: RegisteredFunction) -> bool:
    """A deliberate no: nothing happened. Anything else leaves the outcome open."""
    if not isinstance(raised, CallError):
        return False
    return raised.code in function.errors or (_is_closed(raised.code) and ERROR_STATUS[raised.code] < 500)


def is_declared_error(raised: BaseException, function: RegisteredFunction) -> bool:
    """One that the function itself promised to answer sometimes."""
    return isinstance(raised, CallError) and raised.code in function.errors


def _is_closed(code: str) -> bool:
    return code in ERROR_STATUS and code != "INTERNAL"


_encode_json = compile_encoder(PlainType("json"), {})


def _to_closed(raised: CallError) -> Failure:
    details = None if raised.details is None else _encode_json(raised.details)
    retry = raised.retry_after_seconds
    return Failure(
        ERROR_STATUS[raised.code], _to_body(raised, details), None if retry is None else int(retry)
    )


def _to_body(raised: CallError, details: JsonValue) -> dict[str, JsonValue]:
    message = raised.message.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    body: dict[str, JsonValue] = {"code": raised.code, "message": message}
    if details is not None:
        body["details"] = details
    return body


def _to_internal(raised: BaseException, place: FailurePlace) -> Failure:
    """The text of an exception stays in the log."""
    if not place.is_quiet:
        name = None if place.function is None else place.function.name
        place.service.report(ErrorReport(place.id, name, place.step, raised))
    return Failure(500, {"code": "INTERNAL", "message": "the server failed", "details": {"id": place.id}})
