"""Cookie sessions: the cookie is random, the table holds its hash only."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from mizan import KnownUser
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from tables import SessionRow, UserRow, now

SESSION_COOKIE = "taskboard_session"
SESSION_AGE = timedelta(days=30)


def create_session(session: AsyncSession, user_id: int) -> str:
    """Returns the token for the cookie."""
    token = secrets.token_urlsafe(24)
    session.add(SessionRow(token_hash=_hash_token(token), user_id=user_id, created_at=now()))
    return token


async def end_session(session: AsyncSession, token: str) -> None:
    await session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash_token(token)))


async def read_session_user(session: AsyncSession, token: str) -> KnownUser | None:
    """None for a token that is unknown or too old."""
    known = (
        select(UserRow.id, UserRow.is_staff)
        .join(SessionRow, SessionRow.user_id == UserRow.id)
        .where(SessionRow.token_hash == _hash_token(token), SessionRow.created_at >= now() - SESSION_AGE)
    )
    row = (await session.execute(known)).one_or_none()
    return None if row is None else KnownUser(str(row.id), is_staff=row.is_staff)


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
