"""
The origin cache under FastAPI: sessions that are dependencies begin after the versions were read and commit
before the purge; who calls, by a dependency; stores that block, in threads of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mizan import Affects, Call, KnownUser, ReactContext, client
from mizan.app.app_options import AppOptions
from mizan.app.cache_options import CacheOptions
from mizan.app.secrets import Secrets
from mizan.cache.cache_store import CacheEntry, EntryPlace, LeaseTaken, PurgeMade, StoreRead, TagPlace
from mizan.cache.sqlite_cache_store import SqliteCacheStore
from mizan.fastapi import MizanRouter, mizan_router

KeptContext = ReactContext("kept")
MineContext = ReactContext("kept_mine")
OtherContext = ReactContext("kept_other")


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class World:
    make: async_sessionmaker[AsyncSession]
    steps: list[str]
    names: dict[str, str]


world = World()


async def open_session() -> AsyncIterator[AsyncSession]:
    world.steps.append("begin")
    async with world.make.begin() as session:
        # SQLite begins at the first statement; this one begins what it reads.
        await session.get(Row, 0)
        yield session
    world.steps.append("commit")


Session = Annotated[AsyncSession, Depends(open_session)]


def current_user(request: Request) -> KnownUser | None:
    name = request.headers.get("x-user")
    if name is None:
        return None
    world.steps.append("user")
    return KnownUser(name, permissions=(world.names.get(name, "none"),))


def accepted_language(request: Request) -> str:
    return request.headers.get("accept-language", "")


@client(context=KeptContext, cache=60)
async def kept_text(call: Call, row_id: int, session: Session) -> str:
    row = await session.get(Row, row_id)
    return "" if row is None else row.text


@client(context=MineContext, cache=60, auth=True)
def kept_rights(call: Call, user: Annotated[KnownUser, Depends(current_user)]) -> str:
    return f"{user.id} {user.permissions[0]}"


@client(context=OtherContext, cache=60)
def kept_language(call: Call, language: Annotated[str, Depends(accepted_language)]) -> str:
    return language


@client(affects=KeptContext)
async def change(call: Call, row_id: int, text: str, session: Session) -> None:
    await session.merge(Row(id=row_id, text=text))


@client(affects=Affects(MineContext, own=True), auth=True)
def touch_mine(call: Call) -> None:
    pass


class WatchedStore(SqliteCacheStore):
    def read(self, place: EntryPlace, random: str) -> StoreRead:
        world.steps.append("read")
        return super().read(place, random)

    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:
        world.steps.append("write")
        return super().write(place, entry, keep_ms)

    def purge(self, place: TagPlace, made: PurgeMade) -> None:
        world.steps.append("purge")
        super().purge(place, made)

    def lease(self, place: TagPlace, taken: LeaseTaken) -> None:
        world.steps.append("lease")
        super().lease(place, taken)


class Stage:
    def __init__(self, router: MizanRouter, http: httpx.AsyncClient) -> None:
        self.router, self.http = router, http

    async def get(self, path: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.http.get(f"/api/mizan/ctx/{path}", headers=named)
        assert answer.status_code == 200, answer.text
        return answer

    async def marks(self, path: str, **headers: str) -> list[str]:
        return [(await self.get(path, **headers)).headers["x-mizan-cache"] for _ in range(2)]

    async def call(self, name: str, args: object = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body: dict[str, object] = {"fn": name, "args": args or {}}
        answer = await self.http.post("/api/mizan/call/", json=body, headers=named)
        assert answer.status_code == 200, answer.text
        return answer


Check = Callable[[Stage], Awaitable[None]]


@pytest.fixture
def stage(tmp_path: Path) -> Callable[[Check], None]:
    def run(check: Check) -> None:
        asyncio.run(_play(tmp_path, check))

    return run


async def _play(folder: Path, check: Check) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/rows.sqlite")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    world.make = async_sessionmaker(engine)
    world.steps, world.names = [], {}
    store = WatchedStore(folder / "cache.sqlite3", timeout_ms=2000)
    options = AppOptions(
        modules=[globals()],
        secrets=Secrets(cache="a secret of the tests alone"),
        cache=CacheOptions(store, timeout_ms=2000),
    )
    app = FastAPI()
    router = mizan_router(user=current_user, options=options)
    app.include_router(router)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        await check(Stage(router, http))
    router.mizan.close()
    await engine.dispose()


def test_a_session_begins_after_the_versions_and_commits_before_the_purge(
    stage: Callable[[Check], None],
) -> None:
    async def check(stage: Stage) -> None:
        assert await stage.marks("kept/?row_id=1") == ["miss", "hit"]
        assert world.steps == ["read", "begin", "commit", "write", "read"]
        world.steps.clear()
        await stage.call("change", {"row_id": 1, "text": "new"})
        # Whoever commits is none of ours: the lease is taken before the run.
        assert world.steps == ["lease", "begin", "commit", "purge"]
        answer = await stage.get("kept/?row_id=1")
        assert (answer.headers["x-mizan-cache"], answer.json()) == ("miss", {"kept_text": "new"})

    stage(check)


def test_who_calls_by_a_dependency_is_asked_again_after_the_versions(stage: Callable[[Check], None]) -> None:
    async def check(stage: Stage) -> None:
        assert await stage.marks("kept_mine/", x_user="ada") == ["miss", "hit"]
        # Once to identify, once after the versions, once by the query; then to identify alone.
        assert world.steps == ["user", "read", "user", "user", "write", "user", "read"]
        assert await stage.marks("kept_mine/", x_user="bob") == ["miss", "hit"]
        world.names["ada"] = "more"
        answer = await stage.get("kept_mine/", x_user="ada")
        assert (answer.headers["x-mizan-cache"], answer.json()) == ("miss", {"kept_rights": "ada more"})
        await stage.call("touch_mine", x_user="ada")
        assert (await stage.get("kept_mine/", x_user="bob")).headers["x-mizan-cache"] == "hit"
        assert (await stage.get("kept_mine/", x_user="ada")).headers["x-mizan-cache"] == "miss"

    stage(check)


def test_what_a_dependency_reads_of_the_request_is_kept_by_nobody(stage: Callable[[Check], None]) -> None:
    async def check(stage: Stage) -> None:
        assert await stage.marks("kept_other/", accept_language="de") == ["miss", "miss"]
        answer = await stage.get("kept_other/", accept_language="fr")
        assert answer.json() == {"kept_language": "fr"}
        assert answer.headers["cache-control"] == "private, no-store"

    stage(check)


def test_readers_who_ask_together_get_one_run(stage: Callable[[Check], None]) -> None:
    async def check(stage: Stage) -> None:
        answers = await asyncio.gather(*(stage.get("kept/?row_id=5") for _ in range(10)))
        assert len({answer.text for answer in answers}) == 1
        assert world.steps.count("begin") == 1

    stage(check)


def test_invalidate_from_anywhere(stage: Callable[[Check], None]) -> None:
    async def check(stage: Stage) -> None:
        assert await stage.marks("kept/?row_id=1") == ["miss", "hit"]
        await stage.router.mizan.invalidate_async(KeptContext)
        assert await stage.marks("kept/?row_id=1") == ["miss", "hit"]
        counters = stage.router.mizan.counters().cache
        assert counters is not None
        assert (counters.hit, counters.miss, counters.purge) == (2, 2, 1)

    stage(check)
