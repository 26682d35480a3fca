"""People: their profiles and figures, one context entry a person, so that renaming one freshens that one."""

from __future__ import annotations

from board_models import (
    PageLimit,
    PageNumber,
    PeoplePage,
    PersonName,
    PersonTitle,
    Profile,
    Suggestion,
    UserStats,
)
from database import Session
from mizan import Call, ErrorDeclaration, ReactContext, client
from refusals import forbidden, not_found
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from tables import CommentRow, TaskRow, UserRow

UserContext = ReactContext("user", doc="One person.")
PeopleContext = ReactContext("people", doc="Who works here.")

NAME_TAKEN = ErrorDeclaration("NAME_TAKEN", 409, Suggestion)


@client(context=UserContext, cache=60)
async def user_profile(call: Call, session: Session, user_id: int) -> Profile:
    return await _read_profile(session, user_id)


@client(context=UserContext, cache=60)
async def user_stats(call: Call, session: Session, user_id: int) -> UserStats:
    stored = await session.scalar(select(UserRow.storage_bytes).where(UserRow.id == user_id))
    if stored is None:
        raise not_found("person", user_id)
    is_done = TaskRow.status == "done"
    figures = select(func.count().filter(~is_done), func.count().filter(is_done))
    opened, done = (await session.execute(figures.where(TaskRow.assignee_id == user_id))).one()
    written = select(func.count()).select_from(CommentRow).where(CommentRow.author_id == user_id)
    comments = await session.scalar(written)
    return UserStats(open_tasks=opened, done_tasks=done, comments=comments or 0, storage_bytes=stored)


@client(context=PeopleContext, cache=60)
async def people_list(
    call: Call, session: Session, page: PageNumber = 1, limit: PageLimit = 20
) -> PeoplePage:
    """Longest here first."""
    ids = select(UserRow.id).order_by(UserRow.joined_at).limit(limit).offset((page - 1) * limit)
    total = await session.scalar(select(func.count()).select_from(UserRow))
    return PeoplePage(user_ids=list(await session.scalars(ids)), total=total or 0)


@client(auth=True, affects=UserContext, merge=UserContext, errors=[NAME_TAKEN])
async def update_profile(
    call: Call, session: Session, user_id: int, name: PersonName, title: PersonTitle
) -> Profile:
    """Changes how a person is shown. Everybody may change their own profile, staff everybody’s."""
    user = call.user
    if user is None or (user.id != str(user_id) and not user.is_staff):
        raise forbidden("change this profile")
    if await _is_taken(session, name, user_id):
        raise NAME_TAKEN(Suggestion(suggestion=await _suggest_name(session, name, user_id)))
    await session.execute(update(UserRow).where(UserRow.id == user_id).values(name=name, title=title))
    return await _read_profile(session, user_id)


async def _read_profile(session: AsyncSession, user_id: int) -> Profile:
    row = await session.get(UserRow, user_id)
    if row is None:
        raise not_found("person", user_id)
    return Profile(
        user_id=row.id,
        name=row.name,
        handle=row.handle,
        title=row.title,
        hue=row.hue,
        is_staff=row.is_staff,
        joined_at=row.joined_at,
    )


async def _is_taken(session: AsyncSession, name: str, except_user_id: int) -> bool:
    same = select(UserRow.id).where(func.lower(UserRow.name) == name.lower(), UserRow.id != except_user_id)
    return await session.scalar(same) is not None


async def _suggest_name(session: AsyncSession, name: str, user_id: int) -> str:
    number = 2
    while await _is_taken(session, suggestion := f"{name[:74]} {number}", user_id):
        number += 1
    return suggestion
