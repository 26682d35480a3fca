"""What is private to the reader: their own open tasks and their notifications."""

from __future__ import annotations

from board_models import Notification, Reason, TaskCard
from boards import read_cards, select_cards
from database import Session
from mizan import Affects, Call, ReactContext, client
from refusals import signed_in_id
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from tables import NotificationRow, TaskRow, now

WorkContext = ReactContext("work", doc="The reader’s own desk.")

_SHOWN_NOTIFICATIONS = 12


@client(context=WorkContext, auth=True)
async def my_work(call: Call, session: Session) -> list[TaskCard]:
    mine = select_cards(
        TaskRow.assignee_id == signed_in_id(call.user),
        TaskRow.status != "done",
        TaskRow.archived_at.is_(None),
    )
    return await read_cards(session, mine.order_by(TaskRow.due_on.is_(None), TaskRow.due_on, TaskRow.id))


@client(context=WorkContext, auth=True)
async def my_notifications(call: Call, session: Session) -> list[Notification]:
    rows = await session.execute(
        select(
            NotificationRow.id.label("notification_id"),
            NotificationRow.actor_id,
            NotificationRow.task_id,
            TaskRow.board_id,
            TaskRow.title.label("task_title"),
            NotificationRow.reason,
            NotificationRow.created_at,
            NotificationRow.read_at.is_not(None).label("is_read"),
        )
        .join(TaskRow, TaskRow.id == NotificationRow.task_id)
        .where(NotificationRow.user_id == signed_in_id(call.user))
        .order_by(NotificationRow.created_at.desc())
        .limit(_SHOWN_NOTIFICATIONS)
    )
    return [Notification.model_validate(row) for row in rows.mappings()]


@client(auth=True, affects=Affects(my_notifications, own=True))
async def read_notifications(call: Call, session: Session) -> None:
    """Marks all of the reader’s as read."""
    unread = (NotificationRow.user_id == signed_in_id(call.user), NotificationRow.read_at.is_(None))
    await session.execute(update(NotificationRow).where(*unread).values(read_at=now()))


def notify(session: AsyncSession, people: tuple[int | None, int], task_id: int, reason: Reason) -> None:
    """`people`: whom to tell, and whose deed it was. Nobody is told of their own."""
    user_id, actor_id = people
    if user_id is None or user_id == actor_id:
        return
    session.add(
        NotificationRow(user_id=user_id, actor_id=actor_id, task_id=task_id, reason=reason, created_at=now())
    )
