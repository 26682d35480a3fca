"""A small app whose bundles are kept, without a framework: what the tests of the cache ask and change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mizan import Affects, Call, CallError, KnownUser, ReactContext, TargetDetail, VaryHeader, client
from mizan.app.app import App
from mizan.app.app_options import AppOptions
from mizan.app.cache_options import CacheOptions
from mizan.app.create_app import create_app
from mizan.app.secrets import Secrets
from mizan.cache.cache_counts import CacheCounters
from mizan.cache.cache_store import CacheStore
from mizan.pipeline.cache.vary_inputs import VaryInput
from mizan.pipeline.call_request import CallRequest
from mizan.pipeline.plain_answer import PlainAnswer
from mizan.pipeline.plain_request import BodyLimits
from mizan.pipeline.service import ErrorReport

Flavour = Literal["sync", "async"]

ShelfContext = ReactContext("shelf")
MineContext = ReactContext("mine")
LocalContext = ReactContext("local")
OpenContext = ReactContext("open")


@dataclass(slots=True)
class World:
    books: dict[int, str] = field(default_factory=lambda: {1: "Emma", 2: "Dracula"})
    notes: dict[str, str] = field(default_factory=dict[str, str])
    rights: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    runs: int = 0
    in_shelf: Callable[[], object] | None = None
    """Called inside of the query `shelf`, once it has read."""
    in_change: Callable[[], object] | None = None
    """Called inside of the mutation `rename`, once it has written."""
    at_commit: Callable[[], object] | None = None
    """Called by the transaction, once it has committed."""
    users_loaded: int = 0
    primary: list[bool] = field(default_factory=list[bool])


world = World()


def reset_world() -> None:
    fresh = World()
    for name in World.__dataclass_fields__:
        setattr(world, name, getattr(fresh, name))


def find_user(request: CallRequest) -> KnownUser | None:
    name = request.header("x-user")
    if name is None:
        return None
    world.users_loaded += 1
    return KnownUser(name, permissions=world.rights.get(name, ()))


@client(context=ShelfContext, cache=60)
def shelf(call: Call, book: int) -> str:
    world.runs += 1
    world.primary.append(call.needs_primary)
    title = world.books.get(book)
    if world.in_shelf is not None:
        world.in_shelf()
    if title is None:
        raise CallError("NOT_FOUND", "there is no such book")
    return title


@client(context=ShelfContext, cache=30, rev=3)
async def shelf_length(call: Call, book: int, factor: int = 1) -> int:
    return len(world.books.get(book, "")) * factor


@client(affects=ShelfContext)
def rename(call: Call, book: int, title: str) -> None:
    world.books[book] = title
    if world.in_change is not None:
        world.in_change()


@client(affects=Affects(ShelfContext, params=lambda _args: None))
def rename_all(call: Call, title: str) -> None:
    for book in world.books:
        world.books[book] = title


@client(affects="nothing")
def rename_by_name(call: Call, book: int, title: str) -> None:
    world.books[book] = title
    call.invalidate(TargetDetail(ShelfContext, params={"book": book}))


@client(affects=ShelfContext)
def refuse(call: Call, book: int) -> None:
    raise CallError("CONFLICT", "no")


@client(affects=ShelfContext)
def fail(call: Call, book: int) -> None:
    raise RuntimeError("broken")


@client(context=MineContext, auth=True, cache=60)
def mine(call: Call) -> str:
    world.runs += 1
    return f"{_id(call)}: {world.notes.get(_id(call), '')} {','.join(call.user.permissions if call.user else ())}"


@client(affects=Affects(MineContext, own=True), auth=True)
def note(call: Call, text: str) -> None:
    world.notes[_id(call)] = text


@client(context=LocalContext, cache=60, vary=["locale", "tenant"])
def greeting(call: Call) -> str:
    world.runs += 1
    return f"{call.vary.locale} {call.vary['tenant']}"


@client(context=OpenContext, cache=60)
def looks(call: Call, at: str) -> str:
    world.runs += 1
    if at == "user":
        return "somebody" if call.user else "nobody"
    return call.request.header("x-any") or "" if at == "request" else at


@client(affects=OpenContext)
def look_away(call: Call, at: str) -> None:
    pass


def _tenant_of(request: CallRequest) -> str:
    return request.header("x-tenant") or "main"


VARY: Mapping[str, VaryInput] = {
    "locale": VaryHeader("Accept-Language", lambda text: "de" if text == "de" else "en"),
    "tenant": _tenant_of,
}


class Transaction:
    def __enter__(self) -> None:
        self.before = dict(world.books)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None:
            world.books.clear()
            world.books.update(self.before)
        elif world.at_commit is not None:
            world.at_commit()


@dataclass(slots=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes | None = None
    origin: str = "http://app.test"
    native: object = None

    def header(self, name: str) -> str | None:
        return self.headers.get(name)

    @property
    def read_body(self) -> Callable[[BodyLimits], bytes] | None:
        return None if self.body is None else self._read

    def _read(self, _: BodyLimits) -> bytes:
        return self.body or b""


@dataclass(slots=True)
class Said:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:  # noqa: ANN401 -- JSON
        return json.loads(self.text)

    @property
    def mark(self) -> str | None:
        return self.headers.get("x-mizan-cache")


class Site:
    """One process: its app, asked in threads or in event loops."""

    def __init__(
        self, store: CacheStore, flavour: Flavour, *, has_transaction: bool = True, **options: int
    ) -> None:
        self.reports: list[ErrorReport] = []
        self.store = store
        self.flavour = flavour
        self.app: App = create_app(
            AppOptions(
                modules=[globals()],
                resolve_user=find_user,
                secrets=Secrets(cache="a secret of the tests alone"),
                cache=replace(CacheOptions(store), **options),
                vary=VARY,
                transaction=(lambda _: Transaction()) if has_transaction else None,
                on_error=self.reports.append,
            )
        )

    @property
    def counts(self) -> CacheCounters:
        counters = self.app.counters().cache
        assert counters is not None
        return counters

    def get(self, path: str, *, user: str | None = None, **headers: str) -> Said:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(Request("GET", f"/api/mizan/ctx/{path}", _with_user(sent, user)))

    def call(
        self, name: str, args: object = None, *, user: str | None = None, mounted: object = None
    ) -> Said:
        return self.send(self.request_of(name, args, user=user, mounted=mounted))

    def request_of(
        self, name: str, args: object = None, *, user: str | None = None, mounted: object = None
    ) -> Request:
        body: dict[str, object] = {"fn": name, "args": args or {}}
        if mounted is not None:
            body["mounted"] = mounted
        sent = _with_user({"content-type": "application/json", "origin": "http://app.test"}, user)
        return Request("POST", "/api/mizan/call/", sent, json.dumps(body).encode())

    def send(self, request: Request) -> Said:
        is_sync = self.flavour == "sync"
        answer = self.app.handle(request) if is_sync else asyncio.run(self._handle(request))
        text = answer.body if isinstance(answer.body, str) else ""
        return Said(answer.status, {name.lower(): value for name, value in answer.headers}, text)

    async def _handle(self, request: Request) -> PlainAnswer:
        return await self.app.handle_async(request)


def _with_user(headers: Mapping[str, str], user: str | None) -> dict[str, str]:
    return {**headers, **({} if user is None else {"x-user": user})}


def _id(call: Call) -> str:
    return "" if call.user is None else call.user.id
