"""The workspace as its staff sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from board_models import Archived, IdleDays, WorkspaceUsage
from boards import BoardContext
from database import Session
from mizan import Call, ReactContext, client
from projects import project_stats
from sqlalchemy import CursorResult, func, select, update
from tables import CommentRow, TaskRow, UserRow, now

WorkspaceContext = ReactContext("workspace", doc="Figures for staff.")


@client(context=WorkspaceContext, auth="staff")
async def workspace_usage(call: Call, session: Session) -> WorkspaceUsage:
    stored = list(await session.scalars(select(UserRow.storage_bytes)))
    archived = func.count(TaskRow.archived_at)
    kept, put_away = (await session.execute(select(func.count() - archived, archived))).one()
    comments = await session.scalar(select(func.count()).select_from(CommentRow))
    return WorkspaceUsage(
        people=len(stored),
        tasks=kept,
        archived_tasks=put_away,
        comments=comments or 0,
        storage_bytes=sum(stored),
    )


# No argument names a board or a project: every entry of these is stale.
@client(auth="staff", affects=[BoardContext, project_stats, WorkspaceContext])
async def archive_done_tasks(call: Call, session: Session, idle_days: IdleDays = 14) -> Archived:
    """Puts away what has been done and quiet for that long, on every board."""
    moment = now()
    idle = (
        TaskRow.status == "done",
        TaskRow.archived_at.is_(None),
        TaskRow.updated_at < moment - timedelta(days=idle_days),
    )
    changed = await session.execute(update(TaskRow).where(*idle).values(archived_at=moment))
    return Archived(archived=cast("CursorResult[Any]", changed).rowcount)
