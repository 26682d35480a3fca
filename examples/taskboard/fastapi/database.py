"""The SQLite database: sessions that read what is committed, and one transaction at a time that writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends
from seed_rows import SeedRows
from sqlalchemy import Connection, create_engine, event, insert, inspect
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from tables import Base, now


class _Connections:
    """Opened by `open_database`, never by an import."""

    def __init__(self, file: Path) -> None:
        address = f"sqlite+aiosqlite:///{file}"
        self.reader = _prepare(create_async_engine(address), "BEGIN")
        self.writer = _prepare(create_async_engine(address), "BEGIN IMMEDIATE")
        self.turn = asyncio.Lock()
        """SQLite has one writer; the others wait here, and not in a busy loop."""


_opened: list[_Connections] = []
_writing: ContextVar[AsyncSession | None] = ContextVar("taskboard_writing", default=None)
"""The session of the mutation that runs here."""


def open_database(file: Path) -> None:
    """Opens `file`, and fills it with the demo's data when it is new."""
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        # Readers see the last commit while a transaction is open on another connection.
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        if not inspect(connection).get_table_names():
            Base.metadata.create_all(connection)
            rows = SeedRows(now()).tables()
            for table in Base.metadata.sorted_tables:
                if rows.get(table.name):
                    connection.execute(insert(table), rows[table.name])
    engine.dispose()
    _opened[:] = [_Connections(file)]


@asynccontextmanager
async def transaction(_function: object) -> AsyncGenerator[None, None]:
    """The `transaction` hook: around `before` parts and the handler; the commit comes before the purge."""
    connections = _connections()
    async with connections.turn, _maker(connections.writer).begin() as session:
        token = _writing.set(session)
        try:
            yield
        finally:
            _writing.reset(token)


async def open_session() -> AsyncIterator[AsyncSession]:
    """The mutation's own session inside of one; elsewhere one that sees what is committed."""
    writing = _writing.get()
    if writing is not None:
        yield writing
        return
    async with _maker(_connections().reader)() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session)]


def writing_session() -> AsyncSession:
    """For `before` parts of effects, which run inside of the mutation's transaction."""
    session = _writing.get()
    if session is None:
        raise RuntimeError("no mutation runs here")
    return session


def _connections() -> _Connections:
    if not _opened:
        raise RuntimeError("the database is not open: call open_database(file) first")
    return _opened[0]


def _maker(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False)


def _prepare(engine: AsyncEngine, begin: str) -> AsyncEngine:
    """The driver would begin transactions by itself, and late: at the first write."""

    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver has no types
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")

    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", connect)
    event.listen(engine.sync_engine, "begin", begin_transaction)
    return engine
