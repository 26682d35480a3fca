"""Sessions and tokens on FastAPI: cookies over ASGI, a dependency beside them (SPEC.md, Identity)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Request

from mizan import Call, IssuedTokens, KnownUser, ReactContext, client
from mizan.app.app_options import AppOptions
from mizan.app.identity_options import SessionOptions
from mizan.app.secrets import Secrets
from mizan.fastapi import mizan_router
from mizan.identity.sqlite_session_store import SqliteSessionStore

SECRETS = Secrets(
    cache="the cache secret of the tests",
    session="the session secret of the tests, long",
    mwt="the MWT secret of the tests, long enough",
    jwt="the JWT secret of the tests, long enough",
)
PEOPLE = {name: KnownUser(name) for name in ("ada", "eve")}
MineContext = ReactContext("mine")
Check = Callable[[httpx.AsyncClient], Awaitable[None]]


async def load_user(user_id: str) -> KnownUser | None:
    await asyncio.sleep(0)
    return PEOPLE.get(user_id)


def user_of_header(request: Request) -> KnownUser | None:
    return PEOPLE.get(request.headers.get("x-name", ""))


def language(request: Request) -> str:
    return request.headers.get("accept-language", "en")


@client(context=MineContext, auth=True)
async def my_name(call: Call, tongue: Annotated[str, Depends(language)]) -> str:
    return "" if call.user is None else f"{call.user.id} {tongue}"


@client(affects=MineContext, login=True)
async def enter(call: Call, user: str) -> None:
    await call.sign_in_async(user)


@client(affects=MineContext)
def leave(call: Call) -> None:
    call.sign_out()


@client(affects="nothing", login=True)
async def obtain(call: Call, user: str) -> IssuedTokens:
    return await call.issue_tokens_async(user)


@client(affects="nothing", auth=True)
def who(call: Call) -> str:
    return "" if call.user is None else call.user.id


def _run(folder: Path, check: Check) -> None:
    async def main() -> None:
        store = SqliteSessionStore(folder / "sessions.sqlite")
        options = AppOptions(secrets=SECRETS, load_user=load_user, sessions=SessionOptions(store))
        app = FastAPI()
        app.include_router(mizan_router(_this_module(), user=user_of_header, options=options))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://test") as http:
            await check(http)
        store.close()

    asyncio.run(main())


async def _call(
    http: httpx.AsyncClient, name: str, user: str | None = None, **headers: str
) -> httpx.Response:
    args = {} if user is None else {"user": user}
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    return await http.post("/api/mizan/call/", json={"fn": name, "args": args}, headers=sent)


def test_a_session_in_a_cookie(tmp_path: Path) -> None:
    async def check(http: httpx.AsyncClient) -> None:
        entered = await _call(http, "enter", "ada")
        assert all("; Secure" in text for text in entered.headers.get_list("set-cookie"))
        assert (await http.get("/api/mizan/ctx/mine/")).json() == {"my_name": "ada en"}
        assert (await _call(http, "who")).status_code == 403
        token = http.cookies["mizan_csrf"]
        assert (await _call(http, "who", x_csrftoken=token)).json()["result"] == "ada"
        # The session comes before what the dependency would say.
        assert (await _call(http, "who", x_csrftoken=token, x_name="eve")).json()["result"] == "ada"
        assert (await _call(http, "leave", x_csrftoken=token)).headers["x-mizan-identity"] == "-"
        assert "mizan_session" not in http.cookies
        assert (await _call(http, "who", x_name="eve")).json()["result"] == "eve"

    _run(tmp_path, check)


def test_tokens(tmp_path: Path) -> None:
    async def check(http: httpx.AsyncClient) -> None:
        issued = (await _call(http, "obtain", "ada")).json()["result"]
        bearer = f"Bearer {issued['access_token']}"
        assert (await _call(http, "who", authorization=bearer)).json()["result"] == "ada"
        minted = await http.post("/api/mizan/session/token/", headers={"authorization": bearer})
        token = minted.json()["token"]
        assert (await _call(http, "who", x_mizan_token=token)).json()["result"] == "ada"
        read = await http.get("/api/mizan/ctx/mine/", headers={"x-mizan-token": token})
        assert read.json() == {"my_name": "ada en"}
        assert (await _call(http, "who", x_mizan_token=f"{token}x", x_name="eve")).status_code == 401

    _run(tmp_path, check)


def _this_module() -> ModuleType:
    return sys.modules[__name__]
