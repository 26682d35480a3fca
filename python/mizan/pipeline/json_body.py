"""A request body of JSON: its media type, its size and its grammar (SPEC.md, Names and values; Calls)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, cast

from mizan.json.json_error import JsonError
from mizan.json.parse_json import parse_json
from mizan.pipeline.refuse import refuse
from mizan.pipeline.wait import Walk

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.exchange import Exchange

_MEDIA_TYPE = re.compile(r"\s*([!#$%&'*+.^_`|~0-9a-z-]+/[!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;(.*))?", re.DOTALL)
"""`type/subtype` and, where there is one, a charset: everything else about a media type is ignored."""
_CHARSET = re.compile(r'(?:^|;)\s*charset\s*=\s*"?([^\s;"]*)"?')


def read_media_type(header: str | None) -> str | None:
    """
    Lower-case media type of a body that is UTF-8; None when it is absent, malformed or of another charset.
    """
    if header == "application/json":
        return header
    found = _MEDIA_TYPE.fullmatch((header or "")[:256].lower())
    if found is None:
        return None
    charset = _CHARSET.search(found[2] or "")
    return found[1] if charset is None or charset[1] in ("utf-8", "utf8") else None


def read_json_object(exchange: Exchange) -> Walk[JsonObject]:
    _assert_plain_encoding(exchange)
    if read_media_type(exchange.request.header("content-type")) != "application/json":
        raise refuse("UNSUPPORTED_MEDIA_TYPE", "the body must be application/json in UTF-8")
    value = _parse_body((yield from _read_bytes(exchange)))
    if isinstance(value, dict):
        return cast("JsonObject", value)
    raise refuse("BAD_REQUEST", "the body must be a JSON object")


def read_form_body(exchange: Exchange) -> Walk[str]:
    """Arguments of a view path that a page's own form sends: the grammar of a query string."""
    _assert_plain_encoding(exchange)
    data = yield from _read_bytes(exchange)
    if any(byte > 0x7E for byte in data):
        raise refuse("BAD_REQUEST", "the body is not percent-coded")
    return data.decode("ascii")


def is_json_object(value: object) -> bool:
    return isinstance(value, Mapping)


def _assert_plain_encoding(exchange: Exchange) -> None:
    encoding = exchange.request.header("content-encoding")
    if encoding is not None and encoding.lower() != "identity":
        raise refuse("UNSUPPORTED_MEDIA_TYPE", "the body must not have a Content-Encoding")


def _read_bytes(exchange: Exchange) -> Walk[bytes]:
    """The whole body; the edge that reads raises when it passes a limit."""
    read_body = exchange.request.read_body
    if read_body is None:
        return b""
    data = read_body(exchange.service.limits)
    if isinstance(data, Awaitable):
        data = cast("bytes", (yield data))
    exchange.has_unread_body = False
    return data


def _parse_body(data: bytes) -> JsonValue:
    try:
        return parse_json(data)
    except JsonError as error:
        raise refuse("BAD_REQUEST", f"the body is not JSON: {error}") from None
