"""The tables of the taskboard, in SQLAlchemy's words. Nothing here touches a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from board_models import Priority, Reason, Status, Verb
from sqlalchemy import ForeignKey, Index, Integer, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def now() -> datetime:
    """In whole milliseconds, as the tables keep it."""
    return _EPOCH + (datetime.now(UTC) - _EPOCH) // _MILLISECOND * _MILLISECOND


class Time(TypeDecorator[datetime]):
    """A moment as milliseconds since the epoch."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + value * _MILLISECOND


class Digits(TypeDecorator[int]):
    """A whole number of any size: SQLite's own end at 64 bits."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int(value)


class Base(DeclarativeBase):
    pass


class UserRow(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    handle: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    hue: Mapped[int]
    is_staff: Mapped[bool]
    joined_at: Mapped[datetime] = mapped_column(Time)
    storage_bytes: Mapped[int] = mapped_column(Digits)


class ProjectRow(Base):
    __tablename__ = "projects"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    summary: Mapped[str]
    hue: Mapped[int]
    lead_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Time)


class BoardRow(Base):
    __tablename__ = "boards"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str]


class TaskRow(Base):
    __tablename__ = "tasks"
    __table_args__ = (Index("tasks_by_board", "board_id", "status"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    title: Mapped[str]
    description: Mapped[str]
    status: Mapped[Status] = mapped_column(String)
    priority: Mapped[Priority] = mapped_column(String)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    creator_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reference: Mapped[int] = mapped_column(Digits, unique=True)
    """Stays with a task whatever project it moves to: 63 bits, time first."""
    due_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Time)
    updated_at: Mapped[datetime] = mapped_column(Time)
    archived_at: Mapped[datetime | None] = mapped_column(Time)


class CommentRow(Base):
    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Time)


class ActivityRow(Base):
    __tablename__ = "activity"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    verb: Mapped[Verb] = mapped_column(String)
    detail: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Time)


class NotificationRow(Base):
    __tablename__ = "notifications"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    reason: Mapped[Reason] = mapped_column(String)
    created_at: Mapped[datetime] = mapped_column(Time)
    read_at: Mapped[datetime | None] = mapped_column(Time)
