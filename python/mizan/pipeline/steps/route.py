"""
Route: which function or context the bytes ask for (SPEC.md, HTTP; Calls; Context fetch). Nothing is decided
about the caller yet.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from mizan.generated.limits import MAX_IDEMPOTENCY_KEY_CHARS, MAX_MOUNTED, MAX_URL_BYTES
from mizan.pipeline.exchange import (
    BundlePlan,
    CallPlan,
    PreflightPlan,
    Selection,
    SessionPlan,
    TokenPlan,
    ViewPlan,
)
from mizan.pipeline.identity.find_caller import has_token
from mizan.pipeline.json_body import read_form_body, read_json_object, read_media_type
from mizan.pipeline.origin import assert_trusted_origin, is_preflight, is_safe_method
from mizan.pipeline.refuse import refuse, refuse_values
from mizan.pipeline.wait import Walk
from mizan.query_string.decode_query import decode_query
from mizan.query_string.query_error import QueryError

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.exchange import Exchange, Plan
    from mizan.pipeline.service import Service, WireContext
    from mizan.pipeline.view_routes import ViewMatch
    from mizan.registry.registry import RegisteredFunction

_CALL_METHODS = ("POST",)
_CONTEXT_METHODS = ("GET", "HEAD", "POST")
_SESSION_METHODS = ("GET", "HEAD")
_TOKEN_METHODS = ("POST",)
_CONTEXT_PREFIX = "/ctx/"
_IDEMPOTENCY_KEY = re.compile(rf"[\x21-\x7e]{{1,{MAX_IDEMPOTENCY_KEY_CHARS}}}")
_NOTHING_ENCODED = re.compile(r"[\x21-\x24\x26-\x7e]*")


def route(exchange: Exchange) -> Walk[Plan]:
    request, service = exchange.request, exchange.service
    path, _, query_string = request.target.partition("?")
    place = _locate(path, service)
    methods = place.methods
    if not methods:
        raise refuse("NOT_FOUND", "there is nothing at this path")
    context = place.context
    if context is not None:
        exchange.schema = context.declared.fingerprint
        exchange.context = context.declared.name
    if is_preflight(request, service.origins):
        return PreflightPlan(methods)
    if request.method not in methods:
        exchange.allow = methods
        raise refuse("METHOD_NOT_ALLOWED", f"this path takes {', '.join(methods)}")
    # Where a token turns out to count as none, it is asked after it.
    if not is_safe_method(request.method) and not has_token(exchange):
        assert_trusted_origin(request, service.origins)
    if context is not None:
        plan: Plan = yield from _route_context(exchange, context, query_string)
    elif place.matches:
        plan = yield from _route_view(exchange, place.matches, query_string)
    elif place is _SESSION:
        plan = SessionPlan()
    elif place is _TOKEN:
        plan = TokenPlan()
    else:
        plan = yield from _route_call(exchange)
    exchange.ends_at = time.monotonic() + service.run_deadline_s
    return plan


def select(context: WireContext, names: Sequence[str]) -> Selection | None:
    """
    The chosen queries: `names` as in `_mizan_fn`, all of them when it is empty. None when a name is unknown
    or repeated.
    """
    if not names:
        return Selection(context, context.queries, is_slice=False)
    chosen = set(names)
    queries = [query for query in context.queries if query.name in chosen]
    return Selection(context, queries, is_slice=True) if len(queries) == len(names) else None


@dataclass(frozen=True, slots=True)
class _Place:
    methods: Sequence[str]
    context: WireContext | None = None
    matches: Sequence[ViewMatch] = ()


_CALL = _Place(_CALL_METHODS)
_SESSION = _Place(_SESSION_METHODS)
_TOKEN = _Place(_TOKEN_METHODS)


def _locate(path: str, service: Service) -> _Place:
    """Without methods where there is nothing."""
    if path.startswith(service.base):
        rest = path[len(service.base) :]
        if rest == "/call/":
            return _CALL
        if rest == "/session/" and service.identity.has_csrf:
            return _SESSION
        if rest == "/session/token/" and service.identity.has_mwt:
            return _TOKEN
        context = _find_context(rest, service)
        if context is not None:
            return _Place(_CONTEXT_METHODS, context)
    matches = service.routes.match(path)
    methods = list(dict.fromkeys(method for match in matches for method in match.methods))
    if "GET" in methods and "HEAD" not in methods:
        methods.append("HEAD")
    return _Place(methods, None, matches)


def _find_context(rest: str, service: Service) -> WireContext | None:
    if not rest.startswith(_CONTEXT_PREFIX) or not rest.endswith("/"):
        return None
    name = rest[len(_CONTEXT_PREFIX) : -1]
    if "%" in name:
        try:
            name = unquote(name, errors="strict")
        except UnicodeDecodeError:
            return None
    return service.contexts.get(name)


def _route_call(exchange: Exchange) -> Walk[CallPlan]:
    key = exchange.request.header("idempotency-key")
    if key is not None and _IDEMPOTENCY_KEY.fullmatch(key) is None:
        raise refuse("BAD_REQUEST", "Idempotency-Key must be 1 to 128 visible ASCII characters")
    body = yield from read_json_object(exchange)
    name = body.get("fn")
    if not isinstance(name, str):
        raise refuse("BAD_REQUEST", "`fn` must be the name of a function")
    args = body.get("args", {})
    if not isinstance(args, dict):
        raise refuse("BAD_REQUEST", "`args` must be an object")
    mounted = body.get("mounted", ())
    if "mounted" in body and not isinstance(mounted, list):
        raise refuse("BAD_REQUEST", "`mounted` must be a list")
    items = cast("Sequence[JsonValue]", mounted)
    if len(items) > MAX_MOUNTED:
        raise refuse("BAD_REQUEST", f"`mounted` must not have more than {MAX_MOUNTED} items")
    function = exchange.service.registry.functions.get(name)
    if function is None or function.private or function.route is not None:
        raise refuse("NOT_FOUND", "there is no such function")
    _begin(exchange, function)
    return CallPlan(function, args, items, key)


def _route_context(exchange: Exchange, context: WireContext, query_string: str) -> Walk[BundlePlan]:
    request = exchange.request
    is_post = request.method == "POST"
    if not is_post and len(request.target) > MAX_URL_BYTES:
        raise refuse("BAD_REQUEST", f"the URL is longer than {MAX_URL_BYTES} bytes: use POST")
    selection = select(context, _read_function_names(query_string, exchange.service))
    if selection is None:
        raise refuse_values({"/_mizan_fn": ["must name queries of this context, each once"]})
    if not is_post:
        return BundlePlan(selection, query_string)
    values = yield from read_json_object(exchange)
    return BundlePlan(selection, values)


def _read_function_names(query_string: str, service: Service) -> Sequence[str]:
    # Nothing to decode, and the key is not among it.
    if "_mizan_fn" not in query_string and _NOTHING_ENCODED.fullmatch(query_string) is not None:
        return ()
    try:
        return decode_query(query_string, (), service.types).functions
    except QueryError:
        raise refuse("BAD_REQUEST", "the query string is not percent-coded UTF-8") from None


def _route_view(exchange: Exchange, matches: Sequence[ViewMatch], query_string: str) -> Walk[ViewPlan]:
    method = exchange.request.method
    wanted = "GET" if method == "HEAD" else method
    match = next(one for one in matches if method in one.methods or wanted in one.methods)
    _begin(exchange, match.function)
    pairs = [f"{name}={raw.replace('+', '%2B').replace('&', '%26')}" for name, raw in match.params]
    if query_string:
        pairs.append(query_string)
    body = None if is_safe_method(method) else (yield from _read_view_body(exchange))
    return ViewPlan(match.function, "&".join(pairs), body, match)


def _read_view_body(exchange: Exchange) -> Walk[JsonObject | str | None]:
    if exchange.request.read_body is None:
        return None
    if read_media_type(exchange.request.header("content-type")) == "application/x-www-form-urlencoded":
        return (yield from read_form_body(exchange))
    return (yield from read_json_object(exchange))


def _begin(exchange: Exchange, function: RegisteredFunction) -> None:
    exchange.function = function
    exchange.schema = function.fingerprint
    if function.kind == "mutation":
        exchange.cause = exchange.service.create_id()
