"""A small app without a framework, whose functions the tests of the pipeline call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, Field

from mizan import (
    Affects,
    Call,
    CallError,
    ErrorDeclaration,
    KnownUser,
    ReactContext,
    TargetDetail,
    User,
    client,
)

ItemContext = ReactContext("item")
MineContext = ReactContext("mine")
FlakyContext = ReactContext("flaky")
SECRET = "a secret of the tests alone"

GONE = ErrorDeclaration("GONE", 410)


@dataclass(slots=True)
class Store:
    names: dict[int, str] = field(default_factory=lambda: {1: "Lamp", 2: "Chair"})
    themes: dict[str, str] = field(default_factory=dict[str, str])
    runs: int = 0


store = Store()


def reset_store() -> None:
    store.names = {1: "Lamp", 2: "Chair"}
    store.themes = {}
    store.runs = 0


class Item(BaseModel):
    id: int
    name: str


@client(context=ItemContext)
def item(call: Call, id: int) -> Item:  # noqa: A002 - an argument of this name never matches by itself
    return _find(id)


@client(context=ItemContext)
async def item_length(call: Call, id: int, factor: Annotated[int, Field(ge=1)] = 1) -> int:  # noqa: A002
    await asyncio.sleep(0)
    return len(_find(id).name) * factor


@client(affects=ItemContext, affects_params=lambda args: {"id": args["id"]}, merge=ItemContext, errors=[GONE])
def rename(call: Call, id: int, name: Annotated[str, Field(min_length=1)]) -> Item:  # noqa: A002
    if name == "declared":
        raise GONE()
    store.names[_find(id).id] = name
    store.runs += 1
    return _find(id)


def _name_before(args: Mapping[str, Any]) -> str:
    return store.names[args["id"]]


@client(
    affects=Affects(
        ItemContext, before=_name_before, params=lambda args, _result, before: {"id": len(before)}
    )
)
async def remove(call: Call, id: int) -> None:  # noqa: A002
    await asyncio.sleep(0)
    del store.names[id]


@client(affects=[Affects(ItemContext), Affects(MineContext, hidden=True)])
def recount(call: Call) -> None:
    store.runs += 1


@client(affects="nothing")
def touch(call: Call, id: int) -> str:  # noqa: A002
    call.invalidate(TargetDetail(ItemContext, params={"id": id}))
    return call.cause or ""


@client(affects=ItemContext)
def break_down(call: Call, how: str) -> str:
    store.runs += 1
    call.invalidate(TargetDetail(ItemContext, params={"id": 7}))
    if how == "exception":
        raise RuntimeError("secret")
    if how == "misfit":
        return 5  # type: ignore[return-value]
    if how == "undeclared":
        raise CallError("NO_SUCH_CODE", "oh")
    if how == "refusal":
        raise CallError("CONFLICT", "no")
    if how == "slow":
        time.sleep(0.3)
    return how


@client(affects=ItemContext)
async def wait_forever(call: Call) -> None:
    await asyncio.Event().wait()


@client(context=FlakyContext)
async def flaky_one(call: Call, how: str = "well") -> str:
    if how == "late":
        await asyncio.Event().wait()
    if how == "broken":
        raise RuntimeError("secret")
    return how


@client(context=FlakyContext)
def flaky_two(call: Call) -> str:
    return "steady"


@client(context=FlakyContext)
def flaky_who(call: Call, ask: bool = False) -> str:
    return "somebody" if ask and call.user else "nobody"


@client(context=MineContext, auth=True)
def my_theme(call: Call) -> str:
    return store.themes.get(_id(call.user), "light")


def _is_not_2(user: User | None, call: Call) -> bool:
    return user is not None and user.id != "2"


async def _is_3(user: User | None, call: Call) -> bool:
    await asyncio.sleep(0)
    return user is not None and user.id == "3"


@client(context=MineContext, auth=_is_not_2)
def my_first(call: Call) -> str:
    return "first"


@client(affects=Affects(MineContext, own=True), auth=True)
def set_theme(call: Call, theme: str) -> None:
    store.themes[_id(call.user)] = theme


@client(affects="nothing", auth=_is_3)
def only_3(call: Call) -> None:
    pass


@client(affects="nothing", auth="perm:reports.read")
def only_permitted(call: Call) -> None:
    pass


@client(affects=MineContext)
def sign_in(call: Call, user: str) -> None:
    call.set_cookie("user", user)


@client(affects="nothing", private=True)
def only_inside(call: Call, n: int) -> int:
    return n + 1


def _id(user: User | KnownUser | None) -> str:
    return "" if user is None else user.id


def _find(id: int) -> Item:  # noqa: A002
    if id not in store.names:
        raise CallError("NOT_FOUND", "there is no such item")
    return Item(id=id, name=store.names[id])
