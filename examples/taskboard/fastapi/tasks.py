"""One task, and everything that changes one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from activity import ActivityContext, record_activity
from board_models import Description, Priority, Status, Task, TaskTitle, Verb
from boards import TASK_KEY, BoardContext
from database import Session, writing_session
from mizan import ABSENT, Absent, Affects, Call, ReactContext, client
from projects import ProjectContext, project_activity, project_stats
from refusals import not_found, signed_in_id
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from tables import BoardRow, ProjectRow, TaskRow, now
from users import user_stats
from work import WorkContext, notify
from workspace import WorkspaceContext

TaskContext = ReactContext("task", doc="One task with its comments.")

Arguments = Mapping[str, Any]
Ids = dict[str, int]


@client(context=TaskContext, cache=60)
async def task_details(call: Call, session: Session, task_id: int) -> Task:
    return await read_task(session, task_id)


def _board_of(_: Arguments, task: Task) -> Ids:
    return {"board_id": task.board_id}


def _project_of(_: Arguments, task: Task) -> Ids:
    return {"project_id": task.project_id}


def _assignee_of(_: Arguments, task: Task) -> list[Ids]:
    return _to_user_params(task, [task.assignee_id])


def _both_assignees(args: Arguments, task: Task, before: Task) -> list[Ids]:
    return _to_user_params(task, [before.assignee_id, args["assignee_id"]])


def _both_boards(_: Arguments, to: Task, before: Task) -> list[Ids]:
    return [{"board_id": before.board_id}, {"board_id": to.board_id}]


def _both_projects(_: Arguments, to: Task, before: Task) -> list[Ids]:
    return [{"project_id": before.project_id}, {"project_id": to.project_id}]


async def _read_before(args: Arguments) -> Task:
    """The task as it was, read inside of the mutation's transaction."""
    return await read_task(writing_session(), args["task_id"])


_board_of_result = Affects(BoardContext, params=_board_of)
_stats_of_assignee = Affects(user_stats, params=_assignee_of)
# Every change moves the figures of its project and writes a line into the feeds.
_figures_and_feeds = (
    Affects(project_stats, params=_project_of),
    Affects(project_activity, params=_project_of),
    WorkContext,
    ActivityContext,
)


@client(auth=True, affects=[BoardContext, *_figures_and_feeds, _stats_of_assignee, WorkspaceContext])
async def create_task(  # noqa: PLR0913 -- what clients may give
    call: Call,
    session: Session,
    board_id: int,
    title: TaskTitle,
    status: Status = "todo",
    priority: Priority = "none",
    assignee_id: int | None = None,
) -> Task:
    creator_id = signed_in_id(call.user)
    moment = now()
    if await session.get(BoardRow, board_id) is None:
        raise not_found("board", board_id)
    row = TaskRow(
        board_id=board_id,
        title=title,
        description="",
        status=status,
        priority=priority,
        assignee_id=assignee_id,
        creator_id=creator_id,
        reference=_create_reference(moment),
        created_at=moment,
        updated_at=moment,
    )
    session.add(row)
    await session.flush()
    task = await read_task(session, row.id)
    _record(session, task, call, "created")
    notify(session, (assignee_id, creator_id), task.task_id, "assigned")
    return task


@client(auth=True, affects=[task_details, _board_of_result, *_figures_and_feeds], merge=TaskContext)
async def update_task(  # noqa: PLR0913 -- what clients may give
    call: Call,
    session: Session,
    task_id: int,
    title: TaskTitle | Absent = ABSENT,
    description: Description | Absent = ABSENT,
    priority: Priority | Absent = ABSENT,
    due_on: date | Absent | None = ABSENT,
) -> Task:
    given = {"title": title, "description": description, "priority": priority, "due_on": due_on}
    change = {name: value for name, value in given.items() if value is not ABSENT}
    task = await _change_task(session, task_id, change)
    _record(session, task, call, "updated")
    return task


@client(
    auth=True,
    affects=[task_details, _board_of_result, *_figures_and_feeds, _stats_of_assignee],
    merge=TaskContext,
)
async def set_status(call: Call, session: Session, task_id: int, status: Status) -> Task:
    task = await _change_task(session, task_id, {"status": status})
    _record(session, task, call, "completed" if status == "done" else "moved", status)
    return task


@client(
    auth=True,
    affects=[
        task_details,
        _board_of_result,
        *_figures_and_feeds,
        Affects(user_stats, before=_read_before, params=_both_assignees),
    ],
    merge=TaskContext,
)
async def assign_task(call: Call, session: Session, task_id: int, assignee_id: int | None) -> Task:
    task = await _change_task(session, task_id, {"assignee_id": assignee_id})
    _record(session, task, call, "assigned", "" if assignee_id is None else str(assignee_id))
    notify(session, (assignee_id, signed_in_id(call.user)), task_id, "assigned")
    return task


@client(
    auth=True,
    affects=[
        task_details,
        Affects(BoardContext, before=_read_before, params=_both_boards),
        Affects(ProjectContext, before=_read_before, params=_both_projects),
        WorkContext,
        ActivityContext,
    ],
    merge=TaskContext,
)
async def move_task(call: Call, session: Session, task_id: int, board_id: int) -> Task:
    """Puts a task on another board, of the same or of another project."""
    board = await session.get(BoardRow, board_id)
    if board is None:
        raise not_found("board", board_id)
    task = await _change_task(session, task_id, {"board_id": board_id})
    _record(session, task, call, "moved", board.name)
    return task


async def read_task(session: AsyncSession, task_id: int) -> Task:
    rows = await session.execute(
        select(
            TaskRow.id.label("task_id"),
            TASK_KEY.label("key"),
            TaskRow.title,
            TaskRow.description,
            TaskRow.status,
            TaskRow.priority,
            TaskRow.assignee_id,
            TaskRow.creator_id,
            TaskRow.board_id,
            BoardRow.project_id,
            TaskRow.reference,
            TaskRow.due_on,
            TaskRow.created_at,
            TaskRow.updated_at,
        )
        .join(BoardRow, BoardRow.id == TaskRow.board_id)
        .join(ProjectRow, ProjectRow.id == BoardRow.project_id)
        .where(TaskRow.id == task_id)
    )
    row = rows.mappings().one_or_none()
    if row is None:
        raise not_found("task", task_id)
    return Task.model_validate(row)


async def _change_task(session: AsyncSession, task_id: int, change: Mapping[str, object]) -> Task:
    await session.execute(
        update(TaskRow).where(TaskRow.id == task_id).values({**change, "updated_at": now()})
    )
    return await read_task(session, task_id)


def _record(session: AsyncSession, task: Task, call: Call, verb: Verb, detail: str = "") -> None:
    """A line of the feed about this task."""
    record_activity(session, (task.project_id, task.task_id), signed_in_id(call.user), verb, detail)


def _to_user_params(task: Task, user_ids: Sequence[int | None]) -> list[Ids]:
    """
    With nobody to name the set would be empty, which means everybody: the creator stands in, whose figures
    did not change.
    """
    people = [user_id for user_id in user_ids if user_id is not None]
    return [{"user_id": user_id} for user_id in people or [task.creator_id]]


def _create_reference(moment: datetime) -> int:
    """Milliseconds in the upper bits and chance in the lower 22, below 2^63."""
    return (int(moment.timestamp() * 1000) << 22) + secrets.randbits(22)
