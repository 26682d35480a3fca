"""Projects: the list in the sidebar, and one project with its figures and its feed."""

from __future__ import annotations

from collections import Counter

from board_models import (
    ActivityPage,
    BoardLink,
    PageLimit,
    PageNumber,
    PlaceName,
    ProjectDetails,
    ProjectKey,
    ProjectLink,
    ProjectStats,
    Suggestion,
    Summary,
)
from django.utils import timezone
from mizan import Call, ErrorDeclaration, ReactContext, client

from board.clients.activity import read_activity
from board.clients.users import NAME_TAKEN
from board.models import Board, Project, Task
from board.paging import to_slice
from board.refusals import not_found, signed_in_id

ProjectListContext = ReactContext("project_list", doc="Every project with its boards.")
ProjectContext = ReactContext("project", doc="One project.")
KEY_TAKEN = ErrorDeclaration("KEY_TAKEN", 409, Suggestion)


@client(context=ProjectListContext, cache=60)
def project_list(call: Call) -> list[ProjectLink]:
    boards = list(Board.objects.order_by("id"))
    return [
        ProjectLink(
            project_id=project.pk,
            key=project.key,
            name=project.name,
            hue=project.hue,
            boards=[
                BoardLink(board_id=board.pk, name=board.name)
                for board in boards
                if board.project_id == project.pk
            ],
        )
        for project in Project.objects.order_by("id")
    ]


@client(context=ProjectContext, cache=60)
def project_details(call: Call, project_id: int) -> ProjectDetails:
    return _read_project(project_id)


@client(context=ProjectContext, cache=60)
def project_stats(call: Call, project_id: int) -> ProjectStats:
    today = timezone.now().date()
    tasks = Task.objects.filter(board__project_id=project_id, archived_at=None)
    figures = Counter(tasks.values_list("status", flat=True))
    return ProjectStats(
        todo=figures["todo"],
        doing=figures["doing"],
        review=figures["review"],
        done=figures["done"],
        overdue=tasks.filter(due_on__lt=today).exclude(status="done").count(),
    )


@client(context=ProjectContext, cache=60)
def project_activity(
    call: Call, project_id: int, page: PageNumber = 1, limit: PageLimit = 20
) -> ActivityPage:
    return read_activity(to_slice(page, limit), project_id)


@client(affects=ProjectListContext, auth=True, errors=[NAME_TAKEN, KEY_TAKEN])
def create_project(call: Call, name: PlaceName, key: ProjectKey) -> ProjectDetails:
    if Project.objects.filter(name=name).exists():
        raise NAME_TAKEN(Suggestion(suggestion=f"{name[:58]} 2"))
    if Project.objects.filter(key=key).exists():
        raise KEY_TAKEN(Suggestion(suggestion=f"{key[:3]}X"))
    project = Project.objects.create(
        name=name, key=key, hue=_hue_of(key), lead_id=signed_in_id(call), created_at=timezone.now()
    )
    Board.objects.create(project=project, name="Board")
    return _read_project(project.pk)


# Its figures and its feed stay as they are: only this slice is stale, and the answer brings it.
@client(affects=project_details, merge=ProjectContext, auth=True)
def update_project(call: Call, project_id: int, summary: Summary) -> ProjectDetails:
    Project.objects.filter(pk=project_id).update(summary=summary)
    return _read_project(project_id)


@client(affects=ProjectListContext, auth=True)
def create_board(call: Call, project_id: int, name: PlaceName) -> BoardLink:
    _read_project(project_id)
    board = Board.objects.create(project_id=project_id, name=name)
    return BoardLink(board_id=board.pk, name=name)


def _read_project(project_id: int) -> ProjectDetails:
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        raise not_found("project", project_id)
    return ProjectDetails(
        project_id=project.pk,
        key=project.key,
        name=project.name,
        summary=project.summary,
        hue=project.hue,
        lead_id=project.lead_id,
        created_at=project.created_at,
    )


def _hue_of(key: str) -> int:
    return sum(ord(letter) * 47 for letter in key) % 360
