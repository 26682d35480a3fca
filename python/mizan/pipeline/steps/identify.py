"""Identify: who calls (SPEC.md, Identity; Origins)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.pipeline.call_request import CallRequest
from mizan.pipeline.caller_identity import Caller, assert_user
from mizan.pipeline.origin import is_safe_method, names_its_origin
from mizan.pipeline.refuse import refuse
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.wait import Run, Walk

if TYPE_CHECKING:
    from mizan.pipeline.call_request import CookieChanges
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.user import User


def identify(exchange: Exchange) -> Walk[Caller]:
    request, tracked = exchange.request, exchange.tracked
    if is_safe_method(request.method):
        caller = yield from _resolve_caller(exchange, tracked, is_lazy=True)
    else:
        caller = yield from _resolve_caller(exchange, tracked)
        if tracked.cookies_read and caller.user is not None:
            _assert_own_page(exchange)
    exchange.caller = caller
    return caller


def _assert_own_page(exchange: Exchange) -> None:
    """A cookie comes with what a foreign page sends, too."""
    assert_csrf_token = exchange.service.assert_csrf_token
    if assert_csrf_token is not None:
        assert_csrf_token(exchange.tracked)
    elif not names_its_origin(exchange.request):
        raise refuse("FORBIDDEN", "a request that a cookie authenticates must name its Origin")


def identify_again(exchange: Exchange, changes: CookieChanges) -> Walk[tuple[Caller, CallRequest]]:
    """
    Who the same client is once it has these cookies: after a login or a logout. Anonymous when nobody can
    tell.
    """
    service = exchange.service
    request = CallRequest(exchange.request, changes)
    try:
        return (yield from _resolve_caller(exchange, request)), request
    except Exception as error:
        name = None if exchange.function is None else exchange.function.name
        service.report(ErrorReport(exchange.id, name, "identify", error))
        return Caller(None, service.to_identity_keys), request


def _resolve_caller(exchange: Exchange, request: CallRequest, *, is_lazy: bool = False) -> Walk[Caller]:
    service = exchange.service
    hook = service.resolve_user
    if hook is None:
        return Caller(None, service.to_identity_keys)

    def load() -> Walk[User | None]:
        if hook.is_immediate:
            return hook.function(request)
        user: object = yield Run(hook.function, (request,), hook.is_async, exchange.ends_at)
        return assert_user(user)

    if hook.is_immediate and is_lazy:
        return Caller(None, service.to_identity_keys, resolve=lambda: hook.function(request), load=load)
    return Caller((yield from load()), service.to_identity_keys, load=load)
