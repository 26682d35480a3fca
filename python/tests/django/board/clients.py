"""Functions of the small project, on whichever database a test chose."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from mizan import Affects, Call, CallError, ErrorDeclaration, ReactContext, client
from mizan.pipeline.identity.sign_in import IssuedTokens
from tests.django.board.chosen import chosen
from tests.django.board.models import Card

BoardContext = ReactContext("board")
MineContext = ReactContext("mine")
KeptContext = ReactContext("kept")
KeptMineContext = ReactContext("kept_mine")
FULL = ErrorDeclaration("FULL", 409)


class CardOut(BaseModel):
    id: int
    title: str


@client(context=BoardContext)
def cards(request: HttpRequest, board: int) -> list[CardOut]:
    found = Card.objects.using(chosen.alias).filter(board=board).order_by("id")
    return [CardOut(id=card.pk, title=card.title) for card in found]


@client(context=BoardContext)
async def card_count(call: Call, board: int) -> int:
    return await Card.objects.using(chosen.alias).filter(board=board).acount()


@client(context=BoardContext, route="/board/:board/")
def board_page(request: HttpRequest, board: int) -> HttpResponse:
    return HttpResponse(f"<h1>{board}</h1>")


@client(affects=BoardContext)
def add_card(request: HttpRequest, board: int, title: str) -> CardOut:
    return _add(board, title)


@client(affects=BoardContext)
async def add_card_async(call: Call, board: int, title: str) -> CardOut:
    card = await Card.objects.using(chosen.alias).acreate(board=board, title=title)
    return CardOut(id=card.pk, title=card.title)


@client(affects=BoardContext, route="/board/:board/add/")
def add_card_form(request: HttpRequest, board: int, title: str) -> HttpResponse:
    _add(board, title)
    return HttpResponse(status=303, headers={"Location": f"/board/{board}/"})


@client(affects=BoardContext, errors=[FULL])
def add_then_fail(call: Call, board: int, how: str) -> None:
    _add(board, how)
    if how == "declared":
        raise FULL()
    if how == "exception":
        raise RuntimeError("secret")
    if how == "misfit":
        return cast(None, object())
    if how == "rollback":
        transaction.set_rollback(True, using=chosen.alias)
    if how == "caught":
        try:
            Card.objects.using(chosen.alias).create(pk=1, board=board, title="x" * 10)
            Card.objects.using(chosen.alias).create(pk=1, board=board, title="again")
        except IntegrityError:
            return None
    return None


@client(affects=BoardContext)
async def add_too_late(call: Call, board: int) -> None:
    import asyncio

    await Card.objects.using(chosen.alias).acreate(board=board, title="late")
    await asyncio.Event().wait()


@client(affects=Affects(BoardContext, params=lambda _args, result: {"board": result}))
def move_all(call: Call, source: int, to: int) -> int:
    Card.objects.using(chosen.alias).filter(board=source).update(board=to)
    return to


@client(context=MineContext, auth=True)
def my_name(request: HttpRequest) -> str:
    return cast(User, request.user).username


@client(context=MineContext, auth="perm:board.add_card")
def my_cards(call: Call) -> int:
    return 0


@client(affects=MineContext)
def sign_in(request: HttpRequest, username: str, password: str) -> None:
    from django.contrib.auth import authenticate

    user = authenticate(request, username=username, password=password)
    if user is None:
        raise CallError("FORBIDDEN", "wrong name or password")
    login(request, user)


@client(affects=MineContext, auth=True)
def sign_out(request: HttpRequest) -> None:
    logout(request)


@client(affects="nothing")
def who(request: HttpRequest) -> str:
    return request.user.get_username() or "-"


@client(affects="nothing")
async def who_async(request: HttpRequest) -> str:
    return (await request.auser()).get_username() or "-"


@client(affects="nothing", auth="staff")
def as_staff(call: Call) -> str:
    return "" if call.user is None else call.user.id


@client(affects="nothing", auth="perm:board.add_card")
def as_adder(call: Call) -> str:
    return "" if call.user is None else call.user.id


@client(affects="nothing", auth=True, fresh=True)
def fresh(call: Call) -> str:
    return "fresh"


@client(affects=MineContext, login=True)
def enter(call: Call, user: str) -> None:
    call.sign_in(user)


@client(affects=MineContext, login=True)
async def enter_async(call: Call, user: str) -> None:
    await call.sign_in_async(user)


@client(affects=MineContext)
def leave(call: Call) -> None:
    call.sign_out()


@client(affects="nothing", login=True)
def obtain(call: Call, user: str) -> IssuedTokens:
    return call.issue_tokens(user)


@client(affects="nothing", login=True)
async def renew(call: Call, token: str) -> IssuedTokens:
    return await call.refresh_tokens_async(token)


@client(context=KeptContext, cache=60)
def kept_cards(call: Call, board: int) -> list[str]:
    found = Card.objects.filter(board=board).order_by("id")
    return [f"{card.title}{' from the primary' if call.needs_primary else ''}" for card in found]


@client(context=KeptContext, cache=60)
async def kept_count(call: Call, board: int) -> int:
    return await Card.objects.using(chosen.alias).filter(board=board).acount()


@client(context=KeptMineContext, cache=60, auth=True)
def kept_name(request: HttpRequest) -> str:
    return cast(User, request.user).username


@client(context=KeptMineContext, cache=60, auth=True)
def kept_id(call: Call) -> str:
    return "" if call.user is None else call.user.id


@client(affects=KeptContext)
def add_kept(call: Call, board: int, how: str) -> None:
    Card.objects.using(chosen.alias).create(board=board, title=how)
    if how == "refused":
        raise CallError("CONFLICT", "no")


def _add(board: int, title: str) -> CardOut:
    card = Card.objects.using(chosen.alias).create(board=board, title=title)
    return CardOut(id=card.pk, title=card.title)
