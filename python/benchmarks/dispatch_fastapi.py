"""
Dispatch in process, without sockets: Mizan's router and plain FastAPI routes doing the same work.

    python benchmarks/dispatch_fastapi.py        # JSON lines: one a contender, then the ratios

Rounds of the contenders are interleaved after a warm-up; what is printed is the median of the rounds.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from mizan import Call, ReactContext, client
from mizan.fastapi import mizan_router

ROUNDS = 15
WARM_UP_ROUNDS = 3
ROUND_SECONDS = 0.1

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


async def main() -> None:
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
    for name, contenders in workloads.items():
        rates = await _measure(contenders)
        for contender, rate in rates.items():
            _print({"workload": name, "contender": contender, "per_second": round(rate)})
        for contender, rate in rates.items():
            if contender != "mizan":
                ratio = round(rates["mizan"] / rate, 3)
                _print({"workload": name, "ratio": f"mizan / {contender}", "value": ratio})


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


async def _measure(contenders: Mapping[str, Once]) -> dict[str, float]:
    rounds: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.disable()
    for number in range(ROUNDS + WARM_UP_ROUNDS):
        for name, once in contenders.items():
            rate = await _round(once)
            if number >= WARM_UP_ROUNDS:
                rounds[name].append(rate)
        gc.collect()
    gc.enable()
    return {name: statistics.median(rates) for name, rates in rounds.items()}


async def _round(once: Once) -> float:
    count, begun = 0, time.perf_counter()
    while True:
        for _ in range(20):
            await once()
        count += 20
        elapsed = time.perf_counter() - begun
        if elapsed >= ROUND_SECONDS:
            return count / elapsed


def _print(line: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
