"""
A cookie comes with what a foreign page sends, too: what a POST must say beside it (SPEC.md, ID-17, ID-18).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.identity.csrf_token import create_csrf_token, is_csrf_token
from mizan.pipeline.identity.session_cookies import csrf_cookie
from mizan.pipeline.origin import names_its_origin
from mizan.pipeline.refuse import refuse

if TYPE_CHECKING:
    from mizan.identity.csrf_token import CsrfBinding
    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.caller_identity import Caller
    from mizan.pipeline.exchange import Exchange


def is_by_cookie(exchange: Exchange, caller: Caller) -> bool:
    if caller.means != "hook":
        return caller.means == "cookie"
    service = exchange.service
    framework, hook = service.identity.framework, service.resolve_user
    if framework is not None and hook is not None and hook.is_immediate:
        return caller.id is not None and framework.session_key(exchange.tracked) is not None
    return caller.id is not None and exchange.tracked.cookies_read


def assert_own_page(exchange: Exchange, caller: Caller) -> None:
    """Of an unsafe request that a cookie authenticated."""
    identity = exchange.service.identity
    if identity.framework_csrf is not None:
        is_own = identity.framework_csrf.has_csrf_token(exchange.tracked)
    elif identity.csrf is not None:
        given = exchange.request.header("x-csrftoken") or ""
        is_own = is_csrf_token(identity.csrf, _binding_of(caller), given)
    elif names_its_origin(exchange.request):
        return
    else:
        raise refuse("FORBIDDEN", "a request that a cookie authenticates must name its Origin")
    if not is_own:
        message = "a request that a cookie authenticates must have an X-CSRFToken"
        raise refuse("FORBIDDEN", message, details={"reason": "csrf"})


def csrf_token_of(exchange: Exchange, caller: Caller) -> str | None:
    """None where no cookie authenticates: then none is asked for."""
    identity = exchange.service.identity
    if not is_by_cookie(exchange, caller):
        return None
    if identity.framework_csrf is not None:
        return identity.framework_csrf.csrf_token(exchange.tracked)
    if identity.csrf is None:
        return None
    token = create_csrf_token(identity.csrf, _binding_of(caller))
    if not exchange.session_headers:
        exchange.session_headers = csrf_cookie(exchange.tracked, identity, token)
    return token


def announce_csrf(exchange: Exchange, caller: Caller, request: CallRequest) -> None:
    """Who was signed in just now finds the framework's token in its cookie, and need not ask for it."""
    framework_csrf = exchange.service.identity.framework_csrf
    if framework_csrf is not None and caller.id is not None and caller.means == "hook":
        framework_csrf.csrf_token(request)


def _binding_of(caller: Caller) -> CsrfBinding:
    return ("u", caller.id or "") if caller.session_key is None else ("s", caller.session_key)
