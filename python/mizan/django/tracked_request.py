"""Django's request as a query sees it: reading the caller or the request is noticed (SPEC.md, CACHE-4)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from mizan.pipeline.run_call import RunCall
    from mizan.registry.registry import RegisteredFunction


def to_handler_request(function: RegisteredFunction, call: RunCall) -> HttpRequest:
    """A mutation gets the request itself: its answer is nobody else's anyway."""
    request = call.plain_request.untracked_native
    if not isinstance(request, HttpRequest):
        request = _without_request(call)
    return _track(request, call) if function.kind == "query" else request


def _track(request: HttpRequest, call: RunCall) -> HttpRequest:
    """Has the same state, not a copy: what Django loads lazily is loaded once."""
    tracked: Any = object.__new__(_tracked_class(type(request)))
    object.__setattr__(tracked, "__dict__", request.__dict__)
    object.__setattr__(tracked, "_mizan_call", call)
    return tracked


_CALLER = ("user", "auser")


@lru_cache(maxsize=16)
def _tracked_class(base: type[HttpRequest]) -> type[HttpRequest]:
    def read(self: object, name: str) -> Any:  # noqa: ANN401 -- any attribute
        # Names of the language itself are no part of the request.
        if not name.startswith("__"):
            call: RunCall = object.__getattribute__(self, "_mizan_call")
            if name in _CALLER:
                call.has_read_user = True
            else:
                call.has_read_request = True
        return base.__getattribute__(self, name)

    members = {"__slots__": ("_mizan_call",), "__getattribute__": read, "__module__": __name__}
    return type(f"Tracked{base.__name__}", (base,), members)


def _without_request(call: RunCall) -> HttpRequest:
    """In process there is none: handlers that take one find the caller in it."""
    from django.contrib.auth.models import AnonymousUser

    request = HttpRequest()
    request.method = "POST"
    user = call.caller_user
    account: Any = getattr(user, "account", None)
    request.user = AnonymousUser() if account is None else account
    return request
