"""Requests to an app without a framework: plain values in, plain values out, by both drivers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mizan import KnownUser
from mizan.app.app import App
from mizan.app.app_options import AppOptions
from mizan.app.create_app import create_app
from mizan.pipeline.call_request import CallRequest
from mizan.pipeline.plain_answer import PlainAnswer
from mizan.pipeline.plain_request import BodyLimits
from mizan.pipeline.refuse import body_too_large

Flavour = Literal["sync", "async"]

PEOPLE = {
    "1": KnownUser("1"),
    "2": KnownUser("2", is_staff=True),
    "3": KnownUser("3", is_superuser=True),
    "4": KnownUser("4", permissions=("reports.read",)),
}


def find_user(request: CallRequest) -> KnownUser | None:
    return PEOPLE.get(request.header("x-user") or request.cookie("user") or "")


@dataclass(slots=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    origin: str = "http://app.test"
    native: object = None

    def header(self, name: str) -> str | None:
        return self.headers.get(name)

    @property
    def read_body(self) -> Callable[[BodyLimits], bytes] | None:
        return None if self.body is None else self._read

    def _read(self, limits: BodyLimits) -> bytes:
        body = self.body or b""
        if len(body) > limits.max_body_bytes:
            raise body_too_large(limits.max_body_bytes)
        return body


@dataclass(slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    every_header: Sequence[tuple[str, str]]

    @property
    def body(self) -> Any:  # noqa: ANN401 -- JSON
        return json.loads(self.text)

    @property
    def error(self) -> Any:  # noqa: ANN401 -- JSON
        return self.body["error"]


class Asker:
    def __init__(self, app: App, flavour: Flavour) -> None:
        self.app = app
        self.flavour: Flavour = flavour

    def send(
        self, method: str, target: str, *, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("content-type", "application/json")
        request = Request(method, target, sent, data)
        is_sync = self.flavour == "sync"
        answer = self.app.handle(request) if is_sync else asyncio.run(self._handle(request))
        text = answer.body if isinstance(answer.body, str) else ""
        headers_by_name = {name.lower(): value for name, value in answer.headers}
        return Answer(answer.status, headers_by_name, text, answer.headers)

    def call(
        self,
        function: str,
        args: object = None,
        *,
        user: str | None = None,
        mounted: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        body: dict[str, object] = {"fn": function, "args": {} if args is None else args}
        if mounted is not None:
            body["mounted"] = mounted
        return self.send("POST", "/api/mizan/call/", body=body, headers={**_as_user(user), **(headers or {})})

    def get(self, path: str, *, user: str | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("GET", f"/api/mizan/ctx/{path}", headers={**_as_user(user), **(headers or {})})

    async def _handle(self, request: Request) -> PlainAnswer:
        return await self.app.handle_async(request)


def create_asker(flavour: Flavour, options: AppOptions) -> Asker:
    return Asker(create_app(options), flavour)


def _as_user(user: str | None) -> Mapping[str, str]:
    return {} if user is None else {"x-user": user}
