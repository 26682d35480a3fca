"""FastAPI's request as a query sees it: reading it is noticed (SPEC.md, CACHE-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fastapi import Request

if TYPE_CHECKING:
    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.run_call import RunCall
    from mizan.registry.registry import RegisteredFunction


def to_handler_request(function: RegisteredFunction, call: RunCall) -> Request:
    """A mutation gets the request itself: its answer is nobody else's anyway."""
    request = to_native_request(call.plain_request)
    return _TrackedRequest(request, call) if function.kind == "query" else request


def to_native_request(request: CallRequest) -> Request:
    """With the cookies that the client will have, where a mutation has changed them."""
    native = request.untracked_native
    if not isinstance(native, Request):
        return _without_request()
    if not request.is_after_run:
        return cast("Request", native)
    kept = [pair for pair in native.scope["headers"] if pair[0].lower() != b"cookie"]
    cookies = request.header("cookie")
    if cookies is not None:
        kept.append((b"cookie", cookies.encode("latin-1")))
    # Neither the parsed cookies of before nor its open dependencies belong to that request.
    scope = {name: value for name, value in native.scope.items() if not name.startswith("fastapi_")}
    return Request({**scope, "headers": kept})


def _without_request() -> Request:
    """In process there is none."""
    return Request(
        {
            "type": "http",
            "method": "POST",
            "path": "/",
            "query_string": b"",
            "headers": [],
            "path_params": {},
            "server": ("127.0.0.1", 0),
        }
    )


class _TrackedRequest(Request):
    def __init__(self, request: Request, call: RunCall) -> None:
        object.__setattr__(self, "_mizan_call", call)
        # The same state, not a copy: a body that was read is read once.
        object.__setattr__(self, "__dict__", {**request.__dict__, "_mizan_call": call})

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 -- any attribute
        # Names of the language itself are no part of the request.
        if not name.startswith("__"):
            cast("RunCall", object.__getattribute__(self, "_mizan_call")).has_read_request = True
        return super().__getattribute__(name)
