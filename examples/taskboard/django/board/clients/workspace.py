"""The workspace as its staff sees it."""

from __future__ import annotations

from datetime import timedelta

from board_models import Archived, IdleDays, WorkspaceUsage
from django.utils import timezone
from mizan import Call, ReactContext, client

from board.clients.boards import BoardContext
from board.clients.projects import project_stats
from board.models import Comment, Task, User

WorkspaceContext = ReactContext("workspace", doc="Figures for staff.")


@client(context=WorkspaceContext, auth="staff")
def workspace_usage(call: Call) -> WorkspaceUsage:
    stored = list(User.objects.values_list("storage_bytes", flat=True))
    return WorkspaceUsage(
        people=len(stored),
        tasks=Task.objects.filter(archived_at=None).count(),
        archived_tasks=Task.objects.exclude(archived_at=None).count(),
        comments=Comment.objects.count(),
        storage_bytes=sum(stored),
    )


# No argument names a board or a project: every entry of these is stale.
@client(affects=[BoardContext, project_stats, WorkspaceContext], auth="staff")
def archive_done_tasks(call: Call, idle_days: IdleDays = 14) -> Archived:
    """Puts away what has been done and quiet for that long, on every board."""
    now = timezone.now()
    idle = Task.objects.filter(
        status="done", archived_at=None, updated_at__lt=now - timedelta(days=idle_days)
    )
    return Archived(archived=idle.update(archived_at=now))
