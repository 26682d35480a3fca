"""What people say about a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activity import ActivityContext, record_activity
from board_models import Comment, CommentBody, CommentPage, PageLimit, PageNumber, Task
from boards import BoardContext
from database import Session, writing_session
from mizan import Affects, Call, client
from projects import project_activity
from refusals import forbidden, not_found, signed_in_id
from sqlalchemy import func, select
from tables import CommentRow, now
from tasks import TaskContext, read_task
from users import user_stats
from work import WorkContext, notify
from workspace import WorkspaceContext

Arguments = Mapping[str, Any]
Ids = dict[str, int]


@client(context=TaskContext, cache=60)
async def task_comments(
    call: Call, session: Session, task_id: int, page: PageNumber = 1, limit: PageLimit = 20
) -> CommentPage:
    """Page 1 is the latest; each page reads downwards."""
    of_task = CommentRow.task_id == task_id
    latest = select(CommentRow).where(of_task).order_by(CommentRow.id.desc()).limit(limit)
    rows = await session.scalars(latest.offset((page - 1) * limit))
    items = [_to_comment(row) for row in rows]
    total = await session.scalar(select(func.count()).select_from(CommentRow).where(of_task))
    return CommentPage(items=items[::-1], total=total or 0)


async def _read_task(args: Arguments) -> Task:
    return await read_task(writing_session(), args["task_id"])


async def _read_task_of_comment(args: Arguments) -> Task:
    row = await writing_session().get(CommentRow, args["comment_id"])
    if row is None:
        raise not_found("comment", args["comment_id"])
    return await read_task(writing_session(), row.task_id)


def _board_of(_: Arguments, _comment: Comment, task: Task) -> Ids:
    return {"board_id": task.board_id}


def _project_of(_: Arguments, _comment: Comment, task: Task) -> Ids:
    return {"project_id": task.project_id}


def _author_of(_: Arguments, comment: Comment) -> Ids:
    return {"user_id": comment.author_id}


def _task_of(_: Arguments, comment: Comment) -> Ids:
    return {"task_id": comment.task_id}


@client(
    auth=True,
    affects=[
        # The task itself stays as it is: of its context, only this slice is stale.
        task_comments,
        Affects(BoardContext, before=_read_task, params=_board_of),
        Affects(user_stats, params=_author_of),
        Affects(project_activity, before=_read_task, params=_project_of),
        WorkContext,
        WorkspaceContext,
        ActivityContext,
    ],
)
async def add_comment(call: Call, session: Session, task_id: int, body: CommentBody) -> Comment:
    author_id = signed_in_id(call.user)
    task = await read_task(session, task_id)
    row = CommentRow(task_id=task_id, author_id=author_id, body=body, created_at=now())
    session.add(row)
    await session.flush()
    record_activity(session, (task.project_id, task_id), author_id, "commented")
    notify(session, (task.assignee_id, author_id), task_id, "commented")
    return _to_comment(row)


@client(
    auth=True,
    affects=[
        Affects(task_comments, params=_task_of),
        Affects(BoardContext, before=_read_task_of_comment, params=_board_of),
        Affects(user_stats, params=_author_of),
        WorkspaceContext,
    ],
)
async def remove_comment(call: Call, session: Session, comment_id: int) -> Comment:
    """One’s own; staff may remove everybody’s."""
    row = await session.get(CommentRow, comment_id)
    if row is None:
        raise not_found("comment", comment_id)
    is_staff = call.user is not None and call.user.is_staff
    if row.author_id != signed_in_id(call.user) and not is_staff:
        raise forbidden("remove this comment")
    await session.delete(row)
    return _to_comment(row)


def _to_comment(row: CommentRow) -> Comment:
    return Comment(
        comment_id=row.id,
        task_id=row.task_id,
        author_id=row.author_id,
        body=row.body,
        created_at=row.created_at,
    )
