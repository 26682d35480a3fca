"""For ordinary routes beside the protocol: what Mizan's code raises there is answered as an envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import JSONResponse

from mizan.errors.call_error import CallError
from mizan.generated.errors import ERROR_STATUS

if TYPE_CHECKING:
    from fastapi import FastAPI, Request


def add_exception_handlers(app: FastAPI) -> None:
    """
    `CallError` in a route of yours: `{"error": …}` with the status of its code. Codes that only a function
    declares have no status there: they are a 400.
    """
    app.add_exception_handler(CallError, _answer_call_error)


def _answer_call_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, CallError):
        raise error
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.details is not None:
        body["details"] = error.details
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(int(error.retry_after_seconds))
    return JSONResponse({"error": body}, ERROR_STATUS.get(error.code, 400), headers)
