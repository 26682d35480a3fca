"""What happened, newest first: for the whole workspace and (in projects.py) for one project."""

from __future__ import annotations

from board_models import ActivityItem, ActivityPage, PageLimit, PageNumber, Verb
from django.utils import timezone
from mizan import Call, ReactContext, client

from board.models import Activity
from board.paging import to_slice

ActivityContext = ReactContext("activity", doc="The workspace’s feed.")


@client(context=ActivityContext, cache=60)
def activity_feed(call: Call, page: PageNumber = 1, limit: PageLimit = 20) -> ActivityPage:
    return read_activity(to_slice(page, limit))


def read_activity(cut: slice, project_id: int | None = None) -> ActivityPage:
    lines = Activity.objects.all() if project_id is None else Activity.objects.filter(project_id=project_id)
    newest = lines.select_related("project", "task").order_by("-created_at", "-id")[cut]
    items = [
        ActivityItem(
            activity_id=line.pk,
            project_id=line.project_id,
            project_key=line.project.key,
            task_id=line.task_id,
            board_id=line.task.board_id,
            task_title=line.task.title,
            actor_id=line.actor_id,
            verb=line.verb,
            detail=line.detail,
            created_at=line.created_at,
        )
        for line in newest
    ]
    return ActivityPage(items=items, total=lines.count())


def record_activity(place: tuple[int, int], actor_id: int, verb: Verb, detail: str = "") -> None:
    """Writes one line of the feed, inside the mutation's transaction. `place`: project and task."""
    project_id, task_id = place
    Activity.objects.create(
        project_id=project_id,
        task_id=task_id,
        actor_id=actor_id,
        verb=verb,
        detail=detail,
        created_at=timezone.now(),
    )
