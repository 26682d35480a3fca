"""An ASGI request as the pipeline reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import Request

from mizan.pipeline.refuse import body_broken, body_too_large, body_too_slow

if TYPE_CHECKING:
    from mizan.pipeline.plain_request import BodyLimits

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

_PATH_SAFE = "/:@!$&'()*+,;=~"
_COOKIE = "cookie"


class AsgiRequest:
    __slots__ = ("_headers", "_native", "_receive", "_scope", "method", "target")

    def __init__(self, scope: MutableMapping[str, Any], receive: Receive) -> None:
        self._scope = scope
        self._receive = receive
        self._native: Request | None = None
        self.method: str = scope["method"]
        self.target = _to_target(scope)
        self._headers = _join_fields(scope["headers"])

    @property
    def origin(self) -> str:
        return f"{self._scope.get('scheme', 'http')}://{self._headers.get('host', '')}"

    @property
    def native(self) -> Request:
        if self._native is None:
            self._native = Request(self._scope, self._receive)
        return self._native

    def header(self, name: str) -> str | None:
        return self._headers.get(name)

    @property
    def read_body(self) -> Callable[[BodyLimits], Awaitable[bytes]] | None:
        has_body = (
            self._headers.get("content-length", "0") != "0"
            or self._headers.get("transfer-encoding") is not None
        )
        return self._read if has_body else None

    async def _read(self, limits: BodyLimits) -> bytes:
        announced = self._headers.get("content-length", "0")
        if announced.isascii() and announced.isdigit() and int(announced) > limits.max_body_bytes:
            raise body_too_large(limits.max_body_bytes)
        try:
            async with asyncio.timeout(limits.body_deadline_ms / 1000):
                data = await self._read_within(limits.max_body_bytes)
        except TimeoutError:
            raise body_too_slow(limits.body_deadline_ms) from None
        # For handlers and dependencies that look at the body of the request.
        self.native._body = data  # pyright: ignore[reportPrivateUsage] -- Starlette keeps a read body there
        return data

    async def _read_within(self, max_bytes: int) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                raise body_broken()
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            if size > max_bytes:
                raise body_too_large(max_bytes)
            chunks.append(chunk)
            if not message.get("more_body", False):
                return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _to_target(scope: MutableMapping[str, Any]) -> str:
    raw = scope.get("raw_path")
    # Servers may leave the raw path out; then it is made again of the decoded one.
    path = raw.decode("latin-1") if isinstance(raw, bytes) else quote(scope["path"], safe=_PATH_SAFE)
    root: str = scope.get("root_path", "")
    # What the app is mounted under, or a proxy's prefix, is not the app's: so Starlette's own routes see it.
    if root and path.startswith(f"{root}/"):
        path = path[len(root) :]
    query: bytes = scope.get("query_string", b"")
    return f"{path}?{query.decode('latin-1')}" if query else path


def _join_fields(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name in fields:
            value = f"{fields[name]}{'; ' if name == _COOKIE else ', '}{value}"
        fields[name] = value
    return fields
