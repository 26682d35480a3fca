"""What is private to the reader: their own open tasks and their notifications."""

from __future__ import annotations

import board_models
from board_models import Reason, TaskCard
from django.db.models import F
from django.utils import timezone
from mizan import Affects, Call, ReactContext, client

from board.clients.boards import read_cards
from board.models import Notification, Task
from board.refusals import signed_in_id

WorkContext = ReactContext("work", doc="The reader’s own desk.")

_SHOWN_NOTIFICATIONS = 12


@client(context=WorkContext, auth=True)
def my_work(call: Call) -> list[TaskCard]:
    mine = Task.objects.filter(assignee_id=signed_in_id(call), archived_at=None).exclude(status="done")
    return read_cards(mine.order_by(F("due_on").asc(nulls_last=True), "id"))


@client(context=WorkContext, auth=True)
def my_notifications(call: Call) -> list[board_models.Notification]:
    mine = Notification.objects.filter(user_id=signed_in_id(call)).select_related("task")
    return [
        board_models.Notification(
            notification_id=line.pk,
            actor_id=line.actor_id,
            task_id=line.task_id,
            board_id=line.task.board_id,
            task_title=line.task.title,
            reason=line.reason,
            created_at=line.created_at,
            is_read=line.read_at is not None,
        )
        for line in mine.order_by("-created_at", "id")[:_SHOWN_NOTIFICATIONS]
    ]


@client(affects=Affects(my_notifications, own=True), auth=True)
def read_notifications(call: Call) -> None:
    """Marks all of the reader’s as read."""
    Notification.objects.filter(user_id=signed_in_id(call), read_at=None).update(read_at=timezone.now())


def notify(user_id: int | None, actor_id: int, task_id: int, reason: Reason) -> None:
    """Tells the person, unless it was their own doing. Inside the mutation's transaction."""
    if user_id is None or user_id == actor_id:
        return
    Notification.objects.create(
        user_id=user_id, actor_id=actor_id, task_id=task_id, reason=reason, created_at=timezone.now()
    )
