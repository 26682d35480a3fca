"""
Dispatch in process, without sockets: Mizan's router and plain FastAPI routes doing the same work.

    python benchmarks/dispatch_fastapi.py        # JSON lines: one a contender, then the ratios
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from benchmarks.rounds import BATCH, Batch, compare
from mizan import Call, ReactContext, client
from mizan.fastapi import mizan_router

Once = Callable[[], Awaitable[None]]
Bench = ReactContext("bench")


class Profile(BaseModel):
    user_id: int
    name: str
    tags: list[str]


class Update(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    user_id: int
    name: str
    tags: list[str]


@client(affects="nothing")
async def update(call: Call, user_id: int, name: str, tags: list[str]) -> Profile:
    return Profile(user_id=user_id, name=name, tags=tags)


def _read(number: int, user_id: int, limit: int) -> Profile:
    return Profile(user_id=user_id, name=f"query {number}", tags=[str(limit)])


@client(context=Bench)
async def query1(call: Call, user_id: int, limit: int) -> Profile:
    return _read(1, user_id, limit)


@client(context=Bench)
async def query2(call: Call, user_id: int, limit: int) -> Profile:
    return _read(2, user_id, limit)


@client(context=Bench)
async def query3(call: Call, user_id: int, limit: int) -> Profile:
    return _read(3, user_id, limit)


@client(context=Bench)
async def query4(call: Call, user_id: int, limit: int) -> Profile:
    return _read(4, user_id, limit)


@client(context=Bench)
async def query5(call: Call, user_id: int, limit: int) -> Profile:
    return _read(5, user_id, limit)


def create_app() -> FastAPI:
    app = FastAPI(openapi_url=None)
    module: ModuleType = sys.modules[__name__]
    app.include_router(mizan_router(module))

    @app.post("/plain/update")
    async def plain_update(body: Update) -> Profile:
        return Profile(user_id=body.user_id, name=body.name, tags=body.tags)

    @app.get("/plain/query/{number}")
    async def plain_query(number: int, user_id: int, limit: int) -> Profile:
        return _read(number, user_id, limit)

    # The decorator registered them; nobody calls them by name.
    assert callable(plain_update)
    assert callable(plain_query)
    return app


def main() -> None:
    app = create_app()
    args = {"user_id": 5, "name": "Ada Lovelace", "tags": ["maths", "engines"]}
    plain = json.dumps(args).encode()
    call = json.dumps({"fn": "update", "args": args}).encode()

    async def five() -> None:
        for number in range(1, 6):
            await _send(app, "GET", f"/plain/query/{number}", query=b"user_id=5&limit=3")

    workloads: Mapping[str, Mapping[str, Once]] = {
        "call": {
            "mizan": lambda: _send(app, "POST", "/api/mizan/call/", body=call),
            "plain route": lambda: _send(app, "POST", "/plain/update", body=plain),
        },
        "bundle of 5": {
            "mizan": lambda: _send(app, "GET", "/api/mizan/ctx/bench/", query=b"limit=3&user_id=5"),
            "5 plain requests": five,
        },
    }
    loop = asyncio.new_event_loop()
    compare(
        {
            name: {contender: _batch(once, loop) for contender, once in contenders.items()}
            for name, contenders in workloads.items()
        }
    )
    loop.close()


def _batch(once: Once, loop: asyncio.AbstractEventLoop) -> Batch:
    async def run() -> None:
        for _ in range(BATCH):
            await once()

    return lambda: loop.run_until_complete(run())


async def _send(app: FastAPI, method: str, path: str, *, body: bytes = b"", query: bytes = b"") -> None:
    """What an ASGI server does with a request, but for its socket."""
    status: list[int] = []
    size = 0
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "server": ("bench.example", 80),
        "client": ("127.0.0.1", 1),
        "headers": [
            (b"host", b"bench.example"),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"accept", b"application/json"),
            (b"user-agent", b"benchmark"),
        ],
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal size
        if message["type"] == "http.response.start":
            status.append(message["status"])
        else:
            size += len(message["body"])

    await app(scope, receive, send)
    if status != [200] or size == 0:
        raise RuntimeError(f"{path}: {status}")


if __name__ == "__main__":
    main()
