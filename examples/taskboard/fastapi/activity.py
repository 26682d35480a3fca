"""What happened, newest first: for the whole workspace and (in `projects.py`) for one project."""

from __future__ import annotations

from board_models import ActivityItem, ActivityPage, PageLimit, PageNumber, Verb
from database import Session
from mizan import Call, ReactContext, client
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from tables import ActivityRow, ProjectRow, TaskRow, now

ActivityContext = ReactContext("activity", doc="The workspace’s feed.")


@client(context=ActivityContext, cache=60)
async def activity_feed(
    call: Call, session: Session, page: PageNumber = 1, limit: PageLimit = 20
) -> ActivityPage:
    return await read_activity(session, (page, limit))


async def read_activity(
    session: AsyncSession, page: tuple[int, int], *filters: ColumnElement[bool]
) -> ActivityPage:
    """`page`: its number and its length."""
    number, limit = page
    rows = await session.execute(
        select(
            ActivityRow.id.label("activity_id"),
            ActivityRow.project_id,
            ProjectRow.key.label("project_key"),
            ActivityRow.task_id,
            TaskRow.board_id,
            TaskRow.title.label("task_title"),
            ActivityRow.actor_id,
            ActivityRow.verb,
            ActivityRow.detail,
            ActivityRow.created_at,
        )
        .join(TaskRow, TaskRow.id == ActivityRow.task_id)
        .join(ProjectRow, ProjectRow.id == ActivityRow.project_id)
        .where(*filters)
        .order_by(ActivityRow.created_at.desc(), ActivityRow.id.desc())
        .limit(limit)
        .offset((number - 1) * limit)
    )
    items = [ActivityItem.model_validate(row) for row in rows.mappings()]
    total = await session.scalar(select(func.count()).select_from(ActivityRow).where(*filters))
    return ActivityPage(items=items, total=total or 0)


def record_activity(
    session: AsyncSession, task: tuple[int, int], actor_id: int, verb: Verb, detail: str = ""
) -> None:
    """Writes one line of the feed. `task`: the numbers of its project and of itself."""
    project_id, task_id = task
    session.add(
        ActivityRow(
            project_id=project_id,
            task_id=task_id,
            actor_id=actor_id,
            verb=verb,
            detail=detail,
            created_at=now(),
        )
    )
