"""One task read and changed, for the functions of tasks and of comments."""

from __future__ import annotations

import board_models
from django.utils import timezone

from board.models import Task
from board.refusals import not_found


def read_task(task_id: int) -> board_models.Task:
    task = Task.objects.select_related("board__project").filter(pk=task_id).first()
    if task is None:
        raise not_found("task", task_id)
    project = task.board.project
    return board_models.Task(
        task_id=task.pk,
        key=f"{project.key}-{task.pk}",
        title=task.title,
        description=task.description,
        status=task.status,
        priority=task.priority,
        assignee_id=task.assignee_id,
        creator_id=task.creator_id,
        board_id=task.board_id,
        project_id=project.pk,
        reference=task.reference,
        due_on=task.due_on,
        created_at=task.created_at,
        updated_at=task.updated_at,
    )


def change_task(task_id: int, **change: object) -> board_models.Task:
    """Columns that `change` does not name are left as they are."""
    Task.objects.filter(pk=task_id).update(**change, updated_at=timezone.now())
    return read_task(task_id)
