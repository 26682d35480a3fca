"""One task, and everything that changes one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import board_models
from board_models import Description, Priority, Status, TaskTitle, Verb
from django.utils import timezone
from mizan import ABSENT, Absent, Affects, Call, ReactContext, client

from board.clients.activity import ActivityContext, record_activity
from board.clients.boards import BoardContext, find_board
from board.clients.projects import ProjectContext, project_activity, project_stats
from board.clients.users import user_stats
from board.clients.work import WorkContext, notify
from board.clients.workspace import WorkspaceContext
from board.models import Task
from board.refusals import signed_in_id
from board.task_rows import change_task, read_task

TaskContext = ReactContext("task", doc="One task with its comments.")
Arguments = Mapping[str, Any]
TaskValue = board_models.Task


@client(context=TaskContext, cache=60)
def task_details(call: Call, task_id: int) -> board_models.Task:
    return read_task(task_id)


def _to_project(_: Arguments, task: TaskValue) -> dict[str, int]:
    return {"project_id": task.project_id}


def _to_people(task: TaskValue, *user_ids: int | None) -> list[dict[str, int]]:
    """
    With nobody to name the set would be empty, which means everybody: the creator stands in, whose figures
    did not change.
    """
    people = [user_id for user_id in user_ids if user_id is not None] or [task.creator_id]
    return [{"user_id": user_id} for user_id in people]


def _read_place(arguments: Arguments) -> TaskValue:
    """Where a task is before a move, read inside the move's transaction."""
    return read_task(arguments["task_id"])


_BOARD_OF_RESULT = Affects(BoardContext, params=lambda _, task: {"board_id": task.board_id})
# Every change moves the figures of its project and writes a line into the feeds.
_FIGURES_AND_FEEDS = [
    Affects(project_stats, params=_to_project),
    Affects(project_activity, params=_to_project),
    WorkContext,
    ActivityContext,
]
_STATS_OF_ASSIGNEE = Affects(user_stats, params=lambda _, task: _to_people(task, task.assignee_id))


@client(affects=[BoardContext, *_FIGURES_AND_FEEDS, _STATS_OF_ASSIGNEE, WorkspaceContext], auth=True)
def create_task(
    call: Call,
    board_id: int,
    title: TaskTitle,
    status: Status = "todo",
    priority: Priority = "none",
    assignee_id: int | None = None,
) -> board_models.Task:
    creator_id = signed_in_id(call)
    now = timezone.now()
    row = Task.objects.create(
        board=find_board(board_id),
        title=title,
        status=status,
        priority=priority,
        assignee_id=assignee_id,
        creator_id=creator_id,
        # Milliseconds in the upper bits and chance in the lower 22, below 2^63.
        reference=(int(now.timestamp() * 1000) << 22) + secrets.randbits(22),
        created_at=now,
        updated_at=now,
    )
    task = read_task(row.pk)
    _record(task, creator_id, "created")
    notify(assignee_id, creator_id, task.task_id, "assigned")
    return task


@client(affects=[task_details, _BOARD_OF_RESULT, *_FIGURES_AND_FEEDS], merge=TaskContext, auth=True)
def update_task(
    call: Call,
    task_id: int,
    title: TaskTitle | Absent = ABSENT,
    description: Description | Absent = ABSENT,
    priority: Priority | Absent = ABSENT,
    due_on: date | Absent | None = ABSENT,
) -> board_models.Task:
    wanted = {"title": title, "description": description, "priority": priority, "due_on": due_on}
    task = change_task(task_id, **{name: value for name, value in wanted.items() if value is not ABSENT})
    _record(task, signed_in_id(call), "updated")
    return task


@client(
    affects=[task_details, _BOARD_OF_RESULT, *_FIGURES_AND_FEEDS, _STATS_OF_ASSIGNEE],
    merge=TaskContext,
    auth=True,
)
def set_status(call: Call, task_id: int, status: Status) -> board_models.Task:
    task = change_task(task_id, status=status)
    _record(task, signed_in_id(call), "completed" if status == "done" else "moved", status)
    return task


@client(
    affects=[
        task_details,
        _BOARD_OF_RESULT,
        *_FIGURES_AND_FEEDS,
        Affects(
            user_stats,
            before=lambda arguments: _read_place(arguments).assignee_id,
            params=lambda arguments, task, before: _to_people(task, before, arguments["assignee_id"]),
        ),
    ],
    merge=TaskContext,
    auth=True,
)
def assign_task(call: Call, task_id: int, assignee_id: int | None) -> board_models.Task:
    actor_id = signed_in_id(call)
    task = change_task(task_id, assignee_id=assignee_id)
    _record(task, actor_id, "assigned", "" if assignee_id is None else str(assignee_id))
    notify(assignee_id, actor_id, task_id, "assigned")
    return task


@client(
    affects=[
        task_details,
        Affects(
            BoardContext,
            before=_read_place,
            params=lambda _, to, source: [{"board_id": source.board_id}, {"board_id": to.board_id}],
        ),
        Affects(
            ProjectContext,
            before=_read_place,
            params=lambda _, to, source: [{"project_id": source.project_id}, {"project_id": to.project_id}],
        ),
        WorkContext,
        ActivityContext,
    ],
    merge=TaskContext,
    auth=True,
)
def move_task(call: Call, task_id: int, board_id: int) -> board_models.Task:
    """Puts a task on another board, of the same or of another project."""
    board = find_board(board_id)
    task = change_task(task_id, board_id=board_id)
    _record(task, signed_in_id(call), "moved", board.name)
    return task


def _record(task: TaskValue, actor_id: int, verb: Verb, detail: str = "") -> None:
    record_activity((task.project_id, task.task_id), actor_id, verb, detail)
