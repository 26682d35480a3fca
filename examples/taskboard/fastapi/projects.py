"""Projects: the list in the sidebar, and one project with its figures and its feed."""

from __future__ import annotations

from datetime import UTC, datetime

from activity import read_activity
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
from database import Session
from mizan import Call, ErrorDeclaration, ReactContext, client
from refusals import not_found, signed_in_id
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from tables import ActivityRow, BoardRow, ProjectRow, TaskRow, now
from users import NAME_TAKEN

ProjectListContext = ReactContext("project_list", doc="Every project with its boards.")
ProjectContext = ReactContext("project", doc="One project.")

KEY_TAKEN = ErrorDeclaration("KEY_TAKEN", 409, Suggestion)


@client(context=ProjectListContext, cache=60)
async def project_list(call: Call, session: Session) -> list[ProjectLink]:
    boards: dict[int, list[BoardLink]] = {}
    for board in await session.scalars(select(BoardRow).order_by(BoardRow.id)):
        boards.setdefault(board.project_id, []).append(BoardLink(board_id=board.id, name=board.name))
    return [
        ProjectLink(project_id=row.id, key=row.key, name=row.name, hue=row.hue, boards=boards.get(row.id, []))
        for row in await session.scalars(select(ProjectRow).order_by(ProjectRow.id))
    ]


@client(context=ProjectContext, cache=60)
async def project_details(call: Call, session: Session, project_id: int) -> ProjectDetails:
    return await _read_project(session, project_id)


@client(context=ProjectContext, cache=60)
async def project_stats(call: Call, session: Session, project_id: int) -> ProjectStats:
    today = datetime.now(UTC).date()

    def having(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(*conditions)

    figures = await session.execute(
        select(
            having(TaskRow.status == "todo").label("todo"),
            having(TaskRow.status == "doing").label("doing"),
            having(TaskRow.status == "review").label("review"),
            having(TaskRow.status == "done").label("done"),
            having(TaskRow.status != "done", TaskRow.due_on < today).label("overdue"),
        )
        .join_from(TaskRow, BoardRow, BoardRow.id == TaskRow.board_id)
        .where(BoardRow.project_id == project_id, TaskRow.archived_at.is_(None))
    )
    return ProjectStats.model_validate(figures.mappings().one())


@client(context=ProjectContext, cache=60)
async def project_activity(
    call: Call, session: Session, project_id: int, page: PageNumber = 1, limit: PageLimit = 20
) -> ActivityPage:
    return await read_activity(session, (page, limit), ActivityRow.project_id == project_id)


@client(auth=True, affects=ProjectListContext, errors=[NAME_TAKEN, KEY_TAKEN])
async def create_project(call: Call, session: Session, name: PlaceName, key: ProjectKey) -> ProjectDetails:
    if await _is_there(session, ProjectRow.name == name):
        raise NAME_TAKEN(Suggestion(suggestion=f"{name[:58]} 2"))
    if await _is_there(session, ProjectRow.key == key):
        raise KEY_TAKEN(Suggestion(suggestion=f"{key[:3]}X"))
    project = ProjectRow(
        name=name, key=key, summary="", hue=_hue_of(key), lead_id=signed_in_id(call.user), created_at=now()
    )
    session.add(project)
    await session.flush()
    session.add(BoardRow(project_id=project.id, name="Board"))
    return _to_details(project)


# Its figures and its feed stay as they are: only this slice is stale, and the answer brings it.
@client(auth=True, affects=project_details, merge=ProjectContext)
async def update_project(call: Call, session: Session, project_id: int, summary: Summary) -> ProjectDetails:
    await session.execute(update(ProjectRow).where(ProjectRow.id == project_id).values(summary=summary))
    return await _read_project(session, project_id)


@client(auth=True, affects=ProjectListContext)
async def create_board(call: Call, session: Session, project_id: int, name: PlaceName) -> BoardLink:
    await _read_project(session, project_id)
    board = BoardRow(project_id=project_id, name=name)
    session.add(board)
    await session.flush()
    return BoardLink(board_id=board.id, name=name)


async def _is_there(session: AsyncSession, condition: ColumnElement[bool]) -> bool:
    return await session.scalar(select(ProjectRow.id).where(condition)) is not None


async def _read_project(session: AsyncSession, project_id: int) -> ProjectDetails:
    row = await session.get(ProjectRow, project_id)
    if row is None:
        raise not_found("project", project_id)
    return _to_details(row)


def _to_details(row: ProjectRow) -> ProjectDetails:
    return ProjectDetails(
        project_id=row.id,
        key=row.key,
        name=row.name,
        summary=row.summary,
        hue=row.hue,
        lead_id=row.lead_id,
        created_at=row.created_at,
    )


def _hue_of(key: str) -> int:
    return sum(ord(letter) * 47 for letter in key) % 360
