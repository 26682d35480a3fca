"""What people say about a task."""

from __future__ import annotations

import board_models
from board_models import CommentBody, CommentPage, PageLimit, PageNumber
from django.utils import timezone
from mizan import Affects, Call, client

from board.clients.activity import ActivityContext, record_activity
from board.clients.boards import BoardContext
from board.clients.projects import project_activity
from board.clients.tasks import TaskContext
from board.clients.users import user_stats
from board.clients.work import WorkContext, notify
from board.clients.workspace import WorkspaceContext
from board.models import Comment
from board.paging import to_slice
from board.refusals import forbidden, is_staff, not_found, signed_in_id
from board.task_rows import read_task


@client(context=TaskContext, cache=60)
def task_comments(call: Call, task_id: int, page: PageNumber = 1, limit: PageLimit = 20) -> CommentPage:
    """Page 1 is the latest; each page reads downwards."""
    thread = Comment.objects.filter(task_id=task_id)
    latest = list(thread.order_by("-id")[to_slice(page, limit)])
    return CommentPage(items=[_to_value(comment) for comment in reversed(latest)], total=thread.count())


_BOARD_OF_TASK = Affects(
    BoardContext, params=lambda _, comment: {"board_id": read_task(comment.task_id).board_id}
)
_STATS_OF_AUTHOR = Affects(user_stats, params=lambda _, comment: {"user_id": comment.author_id})


@client(
    affects=[
        # The task itself stays as it is: of its context, only this slice is stale.
        task_comments,
        _BOARD_OF_TASK,
        _STATS_OF_AUTHOR,
        Affects(
            project_activity, params=lambda _, comment: {"project_id": read_task(comment.task_id).project_id}
        ),
        WorkContext,
        WorkspaceContext,
        ActivityContext,
    ],
    auth=True,
)
def add_comment(call: Call, task_id: int, body: CommentBody) -> board_models.Comment:
    author_id = signed_in_id(call)
    task = read_task(task_id)
    comment = Comment.objects.create(
        task_id=task_id, author_id=author_id, body=body, created_at=timezone.now()
    )
    record_activity((task.project_id, task_id), author_id, "commented")
    notify(task.assignee_id, author_id, task_id, "commented")
    return _to_value(comment)


@client(
    affects=[
        Affects(task_comments, params=lambda _, comment: {"task_id": comment.task_id}),
        _BOARD_OF_TASK,
        _STATS_OF_AUTHOR,
        WorkspaceContext,
    ],
    auth=True,
)
def remove_comment(call: Call, comment_id: int) -> board_models.Comment:
    """One’s own; staff may remove everybody’s."""
    comment = Comment.objects.filter(pk=comment_id).first()
    if comment is None:
        raise not_found("comment", comment_id)
    if comment.author_id != signed_in_id(call) and not is_staff(call):
        raise forbidden("remove this comment")
    removed = _to_value(comment)
    comment.delete()
    return removed


def _to_value(comment: Comment) -> board_models.Comment:
    return board_models.Comment(
        comment_id=comment.pk,
        task_id=comment.task_id,
        author_id=comment.author_id,
        body=comment.body,
        created_at=comment.created_at,
    )
