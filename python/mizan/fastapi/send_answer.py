"""The pipeline's answer, written to an ASGI server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from starlette.responses import Response

    from mizan.pipeline.plain_answer import HeaderPair, PlainAnswer

Message = MutableMapping[str, Any]
Exchange = tuple[
    MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]
]
"""Scope, receive and send of ASGI."""


async def send_answer(answer: PlainAnswer, exchange: Exchange) -> None:
    send = exchange[2]
    if answer.native is not None:
        await _send_native(answer, exchange)
        return
    headers = _encode(answer.headers)
    body = answer.body
    if isinstance(body, AsyncIterator):
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        async for chunk in body:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    data = b"" if body is None else body.encode()
    if body is not None:
        headers.append((b"content-length", str(len(data)).encode()))
    if answer.unread_body:
        # What is left of the body would be taken for the next request.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": data})


async def _send_native(answer: PlainAnswer, exchange: Exchange) -> None:
    """A view's own response, which keeps its body, its length and its own cookies."""
    response = cast("Response", answer.native)
    own = [pair for pair in response.raw_headers if pair[0].lower() in (b"content-length", b"set-cookie")]
    written = [
        pair for pair in answer.headers if pair[0].lower() != "set-cookie" or not _stands_in(pair, own)
    ]
    response.raw_headers = [*_encode(written), *own]
    await response(*exchange)


def _stands_in(pair: HeaderPair, own: list[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"set-cookie" and value.decode("latin-1") == pair[1] for name, value in own)


def _encode(headers: list[HeaderPair]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
