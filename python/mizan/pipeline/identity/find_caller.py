"""
Who calls, in the order MWT, access JWT, session cookie, the app's own hook; a token that is there and invalid
never falls back (SPEC.md, ID-1…3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.identity.session_key import is_session_id, session_key
from mizan.identity.token_error import TokenError
from mizan.pipeline.caller_identity import Caller, assert_user
from mizan.pipeline.identity.session_calls import ask_store
from mizan.pipeline.identity.session_cookies import cleared_cookies, renewed_cookies
from mizan.pipeline.identity.token_caller import TokenCaller, bad_token
from mizan.pipeline.refuse import refuse
from mizan.pipeline.wait import Run, Walk

if TYPE_CHECKING:
    from mizan.errors.call_error import CallError
    from mizan.identity.access_jwt import AccessClaims
    from mizan.identity.mwt import MwtClaims
    from mizan.identity.session_store import FoundSession
    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.exchange import Exchange, Plan
    from mizan.pipeline.identity.identity_parts import CookieSessions
    from mizan.pipeline.user import User

_RENEW_BELOW = 13 / 14
"""Part of a session's lifetime: above it, a request leaves the session as it is."""


def has_token(exchange: Exchange) -> bool:
    """A header is there that may authenticate in place of a cookie: no foreign page sends it by accident."""
    identity, request = exchange.service.identity, exchange.request
    if identity.has_mwt and request.header("x-mizan-token") is not None:
        return True
    return identity.has_jwt and _bearer(request.header("authorization")) is not None


def find_caller(exchange: Exchange, plan: Plan, *, is_lazy: bool) -> Walk[Caller]:
    """`is_lazy`: an adapter that knows its user without waiting is asked when somebody needs it."""
    identity = exchange.service.identity
    # Most apps have not all of it: what is not there costs nothing.
    caller = None if identity.tokens is None else (yield from _by_token(exchange, plan))
    if caller is None and identity.cookies is not None:
        is_public = plan.kind == "bundle" and plan.selection.context.is_open
        caller = yield from _by_session(exchange, exchange.tracked, may_renew=not is_public)
    if caller is None:
        caller = yield from _by_hook(exchange, exchange.tracked, is_lazy=is_lazy)
    return caller


def find_caller_by_cookies(exchange: Exchange, request: CallRequest) -> Walk[Caller]:
    """Who the client of this request is, whatever tokens stand on it."""
    caller = yield from _by_session(exchange, request, may_renew=False)
    return (yield from _by_hook(exchange, request, is_lazy=False)) if caller is None else caller


def load_user(exchange: Exchange, request: CallRequest, user_id: str) -> Walk[User | None]:
    """The app's own user of an id, which the framework's request shows from now on."""
    identity = exchange.service.identity
    hook = identity.load_user
    if hook is None:
        return None
    found: object = yield Run(hook.function, (user_id,), hook.is_async, exchange.ends_at)
    user = assert_user(found)
    if user is not None and user.id != user_id:
        raise TypeError("load_user answered a user of another id")
    if identity.framework is not None:
        identity.framework.adopt_user(request, user)
    return user


def is_session_alive(exchange: Exchange, caller: Caller) -> Walk[bool]:
    """The session behind a token is still there: in our stores, or as what the request's cookie says."""
    identity = exchange.service.identity
    key, user_id = caller.session_key, caller.id
    if key is None or user_id is None:
        return False
    for sessions in (identity.refresh, identity.cookies):
        if sessions is not None:
            found = yield from ask_store(exchange, sessions.store, sessions.store.read, key)
            if found is not None and found.session.user_id == user_id:
                return True
    # A framework finds sessions by their cookie alone, which must stand beside the token.
    framework = identity.framework
    return framework is not None and framework.is_alive(exchange.tracked, key, user_id)


def session_ended() -> CallError:
    return refuse("UNAUTHORIZED", "the session has ended")


def _by_token(exchange: Exchange, plan: Plan) -> Walk[Caller | None]:
    is_session_path = plan.kind in ("session", "token")
    function = exchange.function
    ignores_bad = is_session_path or (function is not None and function.login)
    try:
        # What an MWT is asked for is a new one: the old says nothing there.
        caller = None if is_session_path else (yield from _by_mwt(exchange))
        if caller is None:
            caller = yield from _by_jwt(exchange)
    except TokenError:
        if not ignores_bad:
            raise bad_token() from None
        return None
    is_fresh = caller is None or function is None or not function.fresh
    if caller is not None and not is_fresh:
        is_fresh = yield from is_session_alive(exchange, caller)
    if not is_fresh:
        raise session_ended()
    return caller


def _by_mwt(exchange: Exchange) -> Walk[Caller | None]:
    identity = exchange.service.identity
    text = exchange.request.header("x-mizan-token")
    if text is None or identity.tokens is None or identity.tokens.mwt is None:
        return None
    claims: MwtClaims = identity.tokens.verify_mwt(text)
    cookie = _session_cookie(exchange, exchange.tracked)
    if cookie is not None and session_key(cookie) != claims.sid:
        # Of somebody who was signed in here before, or signed out since.
        raise TokenError("claims")
    yield from ()
    return TokenCaller(
        claims, exchange.service.to_identity_keys, lambda: load_user(exchange, exchange.tracked, claims.sub)
    )


def _by_jwt(exchange: Exchange) -> Walk[Caller | None]:
    identity = exchange.service.identity
    text = _bearer(exchange.request.header("authorization"))
    if text is None or identity.tokens is None or identity.tokens.jwt is None:
        return None
    claims: AccessClaims = identity.tokens.verify_access_jwt(text)

    def load() -> Walk[User | None]:
        return load_user(exchange, exchange.tracked, claims.sub)

    user = yield from load()
    if user is None:
        raise TokenError("claims")
    return Caller(user, exchange.service.to_identity_keys, load=load, means="token", session_key=claims.sid)


def _by_session(exchange: Exchange, request: CallRequest, *, may_renew: bool) -> Walk[Caller | None]:
    """Sessions of ours; those of a framework are what its own hook knows."""
    sessions = exchange.service.identity.cookies
    cookie = None if sessions is None else _session_cookie(exchange, request)
    if sessions is None or cookie is None:
        return None
    key = session_key(cookie)
    found = yield from _find_session(exchange, sessions, cookie)
    user_id = None if found is None else found.session.user_id

    def load() -> Walk[User | None]:
        return None if user_id is None else (yield from load_user(exchange, request, user_id))

    user = yield from load()
    if found is None or user is None:
        exchange.session_headers = cleared_cookies(request, exchange.service.identity)
        return None
    if may_renew and found.left_ms < sessions.lifetime_ms * _RENEW_BELOW:
        yield from ask_store(exchange, sessions.store, sessions.store.touch, key, sessions.lifetime_ms)
        exchange.session_headers = renewed_cookies(request, exchange.service.identity, cookie, key)
    return Caller(user, exchange.service.to_identity_keys, load=load, means="cookie", session_key=key)


def _find_session(exchange: Exchange, sessions: CookieSessions, cookie: str) -> Walk[FoundSession | None]:
    """None also for a session that a refresh token carries: its id is no cookie."""
    if not is_session_id(cookie):
        return None
    found = yield from ask_store(exchange, sessions.store, sessions.store.read, session_key(cookie))
    return None if found is None or found.session.refresh_hash is not None else found


def _by_hook(exchange: Exchange, request: CallRequest, *, is_lazy: bool) -> Walk[Caller]:
    service = exchange.service
    hook = service.resolve_user
    if hook is None:
        return Caller(None, service.to_identity_keys)

    def ask() -> Walk[User | None]:
        if hook.is_immediate:
            return hook.function(request)
        user: object = yield Run(hook.function, (request,), hook.is_async, exchange.ends_at)
        return assert_user(user)

    def load() -> Walk[User | None]:
        known = caller.id
        if hook.is_immediate and known is not None:
            # What a framework found is found for the whole request: the app's users are asked anew.
            return (yield from load_user(exchange, request, known))
        return (yield from ask())

    if hook.is_immediate and is_lazy:
        caller = Caller(None, service.to_identity_keys, resolve=lambda: hook.function(request), load=load)
    else:
        caller = Caller((yield from ask()), service.to_identity_keys, load=load)
    return caller


def _session_cookie(exchange: Exchange, request: CallRequest) -> str | None:
    identity = exchange.service.identity
    sessions = identity.cookies or identity.framework
    return None if sessions is None else request.untracked_cookie(sessions.cookie_name) or None


def _bearer(header: str | None) -> str | None:
    """Other schemes are not ours."""
    if header is None:
        return None
    scheme, _, credentials = header.partition(" ")
    return credentials.strip(" ") if scheme.lower() == "bearer" else None
