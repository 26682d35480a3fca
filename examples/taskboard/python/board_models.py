"""
What the functions of the taskboard take and answer, the same for both Python backends; the twin of the Zod
schemas in server/.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from mizan import BigInt
from pydantic import BaseModel, Field, StringConstraints
from typing_extensions import TypeAliasType

Status = TypeAliasType("Status", Literal["todo", "doing", "review", "done"])
Priority = TypeAliasType("Priority", Literal["none", "low", "medium", "high", "urgent"])
Verb = Literal["created", "moved", "assigned", "completed", "commented", "updated"]
Reason = Literal["assigned", "commented"]

PageNumber = Annotated[int, Field(ge=1, le=10_000)]
PageLimit = Annotated[int, Field(ge=1, le=100)]
IdleDays = Annotated[int, Field(ge=0, le=365)]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
PersonTitle = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
PlaceName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
ProjectKey = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
TaskTitle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=140)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
CommentBody = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class CurrentUser(BaseModel):
    user_id: int
    is_staff: bool


class Profile(BaseModel):
    user_id: int
    name: str
    handle: str
    title: str
    hue: Annotated[int, Field(description="Degrees on the colour wheel, for the avatar.")]
    is_staff: bool
    joined_at: datetime


class UserStats(BaseModel):
    open_tasks: int
    done_tasks: int
    comments: int
    storage_bytes: BigInt


class PeoplePage(BaseModel):
    user_ids: list[int]
    total: int


class BoardLink(BaseModel):
    board_id: int
    name: str


class ProjectDetails(BaseModel):
    project_id: int
    key: str
    name: str
    summary: str
    hue: int
    lead_id: int
    created_at: datetime


class ProjectLink(BaseModel):
    project_id: int
    key: str
    name: str
    hue: int
    boards: list[BoardLink]


class ProjectStats(BaseModel):
    todo: int
    doing: int
    review: int
    done: int
    overdue: int


class BoardSummary(BaseModel):
    board_id: int
    project_id: int
    name: str
    todo: int
    doing: int
    review: int
    done: int


class TaskCard(BaseModel):
    task_id: int
    board_id: int
    key: Annotated[str, Field(description="Project key and number, as people say it: MOB-12.")]
    title: str
    status: Status
    priority: Priority
    assignee_id: int | None
    due_on: date | None
    comments: int


class TaskPage(BaseModel):
    items: list[TaskCard]
    total: int


class Task(BaseModel):
    task_id: int
    key: str
    title: str
    description: str
    status: Status
    priority: Priority
    assignee_id: int | None
    creator_id: int
    board_id: int
    project_id: int
    reference: Annotated[BigInt, Field(description="Stays with the task whatever project it moves to.")]
    due_on: date | None
    created_at: datetime
    updated_at: datetime


class Comment(BaseModel):
    comment_id: int
    task_id: int
    author_id: int
    body: str
    created_at: datetime


class CommentPage(BaseModel):
    items: list[Comment]
    total: int


class Notification(BaseModel):
    notification_id: int
    actor_id: int
    task_id: int
    board_id: int
    task_title: str
    reason: Reason
    created_at: datetime
    is_read: bool


class ActivityItem(BaseModel):
    activity_id: int
    project_id: int
    project_key: str
    task_id: int
    board_id: int
    task_title: str
    actor_id: int
    verb: Verb
    detail: str
    created_at: datetime


class ActivityPage(BaseModel):
    items: list[ActivityItem]
    total: int


class WorkspaceUsage(BaseModel):
    people: int
    tasks: int
    archived_tasks: int
    comments: int
    storage_bytes: BigInt


# A class whose name begins with "_" has no name in the IR: the Zod twins of these stand inline.
class _Suggestion(BaseModel):
    suggestion: str


class _Archived(BaseModel):
    archived: int


Suggestion = _Suggestion
Archived = _Archived
