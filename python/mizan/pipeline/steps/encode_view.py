"""
Encode, for view paths: the handler's own response with the headers of the protocol (SPEC.md, Edge and PSR).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, cast

from mizan.generated.headers import HEADER_ENTRY, HEADER_IDENTITY
from mizan.generated.limits import MAX_HEADER_BYTES
from mizan.pipeline.answer_head import start_head, target_head
from mizan.pipeline.caller_identity import ANONYMOUS
from mizan.pipeline.plain_answer import PlainAnswer
from mizan.targets.encode_target import encode_entry_header

if TYPE_CHECKING:
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.plain_answer import HeaderPair
    from mizan.pipeline.steps.invalidate import Effects
    from mizan.pipeline.steps.invoke import Ran

_DROPPED = re.compile(
    r"x-mizan-.*|x-request-id|x-content-type-options|cache-groups|cache-group-invalidation|connection|keep-alive|"
    r"transfer-encoding|upgrade|content-length|cache-control|access-control-.*",
    re.IGNORECASE,
)
"""Owned by the connection or by the protocol."""
_OWN_KEEPING = re.compile(r"(^|[\s,])(private|no-store)([\s,]|$)", re.IGNORECASE)


class _Headers(Protocol):
    def get(self, name: str) -> str | None: ...

    def items(self) -> Iterable[tuple[str, str]]: ...


class _Response(Protocol):
    """What responses of Django and Starlette have in common."""

    @property
    def status_code(self) -> int: ...

    @property
    def headers(self) -> _Headers: ...


def encode_view(exchange: Exchange, ran: Ran, effects: Effects) -> PlainAnswer:
    response = _assert_response(ran)
    is_public = (
        ran.ready.function.guard is None and not ran.call.has_read_request and not ran.call.has_read_user
    )
    head = start_head(exchange)
    if not is_public:
        head.append(
            (HEADER_IDENTITY, (ANONYMOUS if exchange.caller is None else exchange.caller.keys).header)
        )
        head.extend(exchange.session_headers)
    head.append(("Cache-Control", _to_cache_control(exchange, response, is_public)))
    head.extend(target_head(exchange, effects.published))
    head.extend(_entry_head(exchange, ran))
    head.extend(_response_headers(response))
    if ran.call.headers is not None:
        head.extend(ran.call.headers.pairs())
    return PlainAnswer(response.status_code, head, native=response, unread_body=exchange.has_unread_body)


def _entry_head(exchange: Exchange, ran: Ran) -> list[HeaderPair]:
    """Of a query: what an edge may keep it under (EDGE-12)."""
    function, normal = ran.ready.function, ran.ready.normal
    context = None if function.context is None else exchange.service.registry.contexts.get(function.context)
    if context is None:
        return []
    texts: dict[str, str] = {}
    for param in context.params:
        value = normal.get(param.name)
        text = None if value is None else param.canonical_text(value)
        if text is not None:
            texts[param.name] = text
    header = encode_entry_header(context.name, texts)
    return [(HEADER_ENTRY, header)] if len(header) <= MAX_HEADER_BYTES else []


def _assert_response(ran: Ran) -> _Response:
    result = ran.result
    if hasattr(result, "headers") and isinstance(getattr(result, "status_code", None), int):
        return cast("_Response", result)
    raise TypeError(f"{ran.ready.function.name} has a route and must return a response of the framework")


def _to_cache_control(exchange: Exchange, response: _Response, is_public: bool) -> str:
    """The handler decides, except that what is not public must not be kept for others."""
    given = response.headers.get("Cache-Control")
    if response.status_code >= 400:
        return "no-store"
    if is_public:
        is_read = exchange.request.method in ("GET", "HEAD")
        return given or ("public, no-cache" if is_read else "no-store")
    return given if given is not None and _OWN_KEEPING.search(given) else "private, no-store"


def _response_headers(response: _Response) -> list[HeaderPair]:
    return [(name, value) for name, value in response.headers.items() if _DROPPED.fullmatch(name) is None]
