"""Identify: who calls, and whether a page of ours asked (SPEC.md, Identity; Origins)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.pipeline.call_request import CallRequest
from mizan.pipeline.caller_identity import Caller
from mizan.pipeline.identity.csrf import assert_own_page, is_by_cookie
from mizan.pipeline.identity.find_caller import find_caller, find_caller_by_cookies, has_token, load_user
from mizan.pipeline.identity.sign_in import revoke_again
from mizan.pipeline.origin import assert_trusted_origin, is_safe_method
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.wait import Walk

if TYPE_CHECKING:
    from mizan.pipeline.call_request import CookieChanges
    from mizan.pipeline.exchange import Exchange, Plan
    from mizan.pipeline.identity.sign_in import ChangedIdentity


def identify(exchange: Exchange, plan: Plan) -> Walk[Caller]:
    request = exchange.request
    is_safe = is_safe_method(request.method)
    caller = yield from find_caller(exchange, plan, is_lazy=is_safe)
    is_by_token = caller.means == "token"
    if not is_safe and not is_by_token and has_token(exchange):
        # It counted as none: a foreign page must not get past its origin with it.
        assert_trusted_origin(request, exchange.service.origins)
    exchange.caller = caller
    if not is_safe and not is_by_token and is_by_cookie(exchange, caller):
        assert_own_page(exchange, caller)
    return caller


def identify_again(
    exchange: Exchange, changes: CookieChanges, changed: ChangedIdentity | None = None
) -> Walk[tuple[Caller, CallRequest]]:
    """
    Who the same client is once it has these cookies, or these tokens: after a login or a logout. Anonymous
    when nobody can tell.
    """
    service = exchange.service
    request = CallRequest(exchange.request, changes)
    try:
        if changed is None or changed.user_id is None:
            return (yield from find_caller_by_cookies(exchange, request)), request
        user = yield from load_user(exchange, request, changed.user_id)
        key = changed.session_key
        if user is None and key is not None:
            exchange.revoked.append(key)
            yield from revoke_again(exchange)
        return Caller(user, service.to_identity_keys, means="token", session_key=key), request
    except Exception as error:
        name = None if exchange.function is None else exchange.function.name
        service.report(ErrorReport(exchange.id, name, "identify", error))
        return Caller(None, service.to_identity_keys), request
