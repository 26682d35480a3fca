"""A small app on a real SQLite database: sessions are dependencies, whose commit comes before the purge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from mizan import Call, CallError, KnownUser, ReactContext, client
from mizan.app.app_options import AppOptions
from mizan.app.secrets import Secrets
from mizan.fastapi import MizanRouter, add_exception_handlers, mizan_router
from mizan.pipeline.service import ErrorReport

NoteContext = ReactContext("note")


class Base(DeclarativeBase):
    pass


class NoteRow(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class Note(BaseModel):
    id: int
    text: str


class Database:
    """Made for each test, so that nothing of one is seen by another."""

    make: async_sessionmaker[AsyncSession]
    closed: list[str]


database = Database()


async def open_session() -> AsyncIterator[AsyncSession]:
    try:
        async with database.make.begin() as session:
            yield session
    except BaseException as error:
        database.closed.append(f"rolled back by {type(error).__name__}")
        raise
    database.closed.append("committed")


Session = Annotated[AsyncSession, Depends(open_session)]


def caller_name(request: Request) -> str:
    return request.headers.get("x-name", "nobody")


def thread_local_text() -> Iterator[str]:
    yield "from a thread"
    database.closed.append("text closed")


@client(context=NoteContext)
async def note(request: Request, note_id: int, session: Session) -> Note | None:
    row = await session.get(NoteRow, note_id)
    return None if row is None else Note(id=row.id, text=row.text)


@client(context=ReactContext("greeting"))
async def greeting(call: Call, name: Annotated[str, Depends(caller_name)]) -> str:
    return f"hello {name}"


@client(context=ReactContext("sync"))
def sync_text(call: Call, text: Annotated[str, Depends(thread_local_text)]) -> str:
    return text


@client(affects=NoteContext)
async def rename_note(request: Request, note_id: int, text: str, session: Session) -> Note:
    row = (await session.scalars(select(NoteRow).where(NoteRow.id == note_id))).one_or_none()
    if row is None:
        raise HTTPException(404, "there is no such note")
    row.text = text
    if text == "late failure":
        await session.flush()
        raise CallError("CONFLICT", "somebody else has it")
    return Note(id=row.id, text=row.text)


@client(affects="nothing")
def refuse(call: Call, status: int) -> None:
    raise HTTPException(status, {"why": "so"}, {"Retry-After": "9"} if status == 429 else None)


@client(affects="nothing", auth=True)
async def whoami(call: Call) -> str:
    return "" if call.user is None else call.user.id


@client(affects=NoteContext, route="/notes/:note_id/print", methods=["POST"])
async def print_note(request: Request, note_id: int) -> PlainTextResponse:
    response = PlainTextResponse(f"note {note_id}", 201)
    response.set_cookie("printed", "yes")
    return response


def current_user(request: Request) -> KnownUser | None:
    name = request.headers.get("authorization")
    if name == "broken":
        raise HTTPException(401, "that token is none")
    return None if name is None else KnownUser(name)


async def create_board(path: Path, reports: list[ErrorReport]) -> tuple[FastAPI, MizanRouter]:
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    database.make = async_sessionmaker(engine, expire_on_commit=False)
    database.closed = []
    async with database.make.begin() as session:
        session.add_all([NoteRow(id=1, text="one"), NoteRow(id=2, text="two")])
    options = AppOptions(secrets=Secrets(cache="0123456789abcdef"), on_error=reports.append)
    router = mizan_router(_this_module(), user=current_user, options=options)
    app = FastAPI()
    app.include_router(router)
    add_exception_handlers(app)

    @app.get("/plain")
    def plain() -> None:
        raise CallError("RATE_LIMITED", "not now", retry_after_seconds=3)

    return app, router


def _this_module() -> ModuleType:
    import sys

    return sys.modules[__name__]
