"""
Bodies with bounds under ASGI: Django reads a whole body before any view is asked, however long it is and
however
long it takes (SPEC.md, HTTP-4).

    application = bound_bodies(get_asgi_application())
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mizan.django.django_app import get_app
from mizan.django.plain_request import BODY_FAILURE

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def bound_bodies(application: Application) -> Application:
    """
    Limits `max_body_bytes` and `body_deadline_ms`, for paths that are Mizan's; the view answers for what
    passed them.
    """

    async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
        is_bodied = scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if not is_bodied or not get_app().owns(scope["path"]):
            await application(scope, receive, send)
            return
        await application(scope, await _read_body(scope, receive), send)

    return bounded


async def _read_body(scope: Scope, receive: Receive) -> Receive:
    """What it returns gives the messages again that were read, and then those that follow."""
    limits = get_app().service.limits
    messages: list[Message] = []
    if _announced(scope) > limits.max_body_bytes:
        scope[BODY_FAILURE] = "large"
        return _refuse_rest()
    left = limits.max_body_bytes
    try:
        async with asyncio.timeout(limits.body_deadline_ms / 1000):
            while True:
                message = await receive()
                messages.append(message)
                left -= len(message.get("body", b""))
                if left < 0:
                    scope[BODY_FAILURE] = "large"
                    return _refuse_rest()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return _replay(messages, receive)
    except TimeoutError:
        scope[BODY_FAILURE] = "slow"
        return _refuse_rest()


_NO_BODY: Message = {"type": "http.request", "body": b"", "more_body": False}


def _refuse_rest() -> Receive:
    """An empty body, and nothing after it: Django waits for the client to go until it has answered."""
    waiting = iter([_NO_BODY])

    async def receive_nothing() -> Message:
        for message in waiting:
            return message
        return await asyncio.get_running_loop().create_future()

    return receive_nothing


def _replay(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def receive_again() -> Message:
        for message in waiting:
            return message
        return await receive()

    return receive_again


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
