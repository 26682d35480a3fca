"""The ASGI application behind every path of a router."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from mizan.fastapi.plain_request import AsgiRequest
from mizan.fastapi.send_answer import send_answer
from mizan.fastapi.server_loop import SERVER_LOOP

if TYPE_CHECKING:
    from mizan.app.app import App

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Endpoint:
    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = SERVER_LOOP.set(asyncio.get_running_loop())
        try:
            answer = await self.app.handle_async(AsgiRequest(scope, receive))
            await send_answer(answer, (scope, receive, send))
        finally:
            SERVER_LOOP.reset(token)
