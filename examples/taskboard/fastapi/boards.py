"""Boards: a page of tasks, filtered; one entry for each board, filter and page."""

from __future__ import annotations

from typing import Any

from board_models import BoardSummary, PageLimit, PageNumber, Priority, Status, TaskCard, TaskPage
from database import Session
from mizan import ABSENT, Absent, Call, ReactContext, client
from refusals import not_found
from sqlalchemy import ColumnElement, Select, String, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from tables import BoardRow, CommentRow, ProjectRow, TaskRow

BoardContext = ReactContext("board", doc="One board.")

_URGENCY: dict[Priority, int] = {"urgent": 4, "high": 3, "medium": 2, "low": 1}

TASK_KEY: ColumnElement[str] = ProjectRow.key + "-" + cast(TaskRow.id, String)
"""As people say it: MOB-12."""


@client(context=BoardContext, cache=60)
async def board_summary(call: Call, session: Session, board_id: int) -> BoardSummary:
    board = await session.get(BoardRow, board_id)
    if board is None:
        raise not_found("board", board_id)
    rows = await session.execute(
        select(TaskRow.status, func.count())
        .where(TaskRow.board_id == board_id, TaskRow.archived_at.is_(None))
        .group_by(TaskRow.status)
    )
    having: dict[str, int] = dict(rows.tuples().all())
    return BoardSummary(
        board_id=board_id,
        project_id=board.project_id,
        name=board.name,
        todo=having.get("todo", 0),
        doing=having.get("doing", 0),
        review=having.get("review", 0),
        done=having.get("done", 0),
    )


@client(context=BoardContext, cache=60)
async def board_tasks(  # noqa: PLR0913 -- what clients may give
    call: Call,
    session: Session,
    board_id: int,
    status: Status | Absent = ABSENT,
    assignee_id: int | Absent = ABSENT,
    page: PageNumber = 1,
    limit: PageLimit = 20,
) -> TaskPage:
    """The most urgent first."""
    filters = [TaskRow.board_id == board_id, TaskRow.archived_at.is_(None)]
    if status is not ABSENT:
        filters.append(TaskRow.status == status)
    if assignee_id is not ABSENT:
        filters.append(TaskRow.assignee_id == assignee_id)
    urgency = case(_URGENCY, value=TaskRow.priority, else_=0)
    cards = select_cards(*filters).order_by(urgency.desc(), TaskRow.id).limit(limit)
    items = await read_cards(session, cards.offset((page - 1) * limit))
    total = await session.scalar(select(func.count()).select_from(TaskRow).where(*filters))
    return TaskPage(items=items, total=total or 0)


def select_cards(*filters: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The cards that the filters let through, for the caller to order and cut."""
    comments = select(func.count()).select_from(CommentRow).where(CommentRow.task_id == TaskRow.id)
    return (
        select(
            TaskRow.id.label("task_id"),
            TaskRow.board_id,
            TASK_KEY.label("key"),
            TaskRow.title,
            TaskRow.status,
            TaskRow.priority,
            TaskRow.assignee_id,
            TaskRow.due_on,
            comments.scalar_subquery().label("comments"),
        )
        .join(BoardRow, BoardRow.id == TaskRow.board_id)
        .join(ProjectRow, ProjectRow.id == BoardRow.project_id)
        .where(*filters)
    )


async def read_cards(session: AsyncSession, cards: Select[*tuple[Any, ...]]) -> list[TaskCard]:
    return [TaskCard.model_validate(row) for row in (await session.execute(cards)).mappings()]
