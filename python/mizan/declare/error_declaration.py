"""A declared error: a code of the app, with typed details, that crosses the wire (SPEC.md, Errors)."""

from __future__ import annotations

from typing import Generic, TypeVar, overload

from mizan.errors.call_error import CallError

Details = TypeVar("Details")


class ErrorDeclaration(Generic[Details]):
    """`NAME_TAKEN = ErrorDeclaration("NAME_TAKEN", 409, Suggestion)`; `raise NAME_TAKEN(Suggestion(…))`."""

    code: str
    """UPPER_SNAKE."""
    status: int
    """400–499."""
    details: type[Details] | None

    @overload
    def __init__(self: ErrorDeclaration[None], code: str, status: int) -> None: ...
    @overload
    def __init__(self, code: str, status: int, details: type[Details]) -> None: ...
    def __init__(self, code: str, status: int, details: type[Details] | None = None) -> None:
        self.code = code
        self.status = status
        self.details = details

    @overload
    def __call__(self: ErrorDeclaration[None], *, message: str | None = None) -> CallError: ...
    @overload
    def __call__(self, details: Details, *, message: str | None = None) -> CallError: ...
    def __call__(self, details: object = None, *, message: str | None = None) -> CallError:
        """The error to raise, from a function that declares it."""
        return CallError(self.code, message or self.code, status=self.status, details=details)
