"""What the contenders take and give: the same models, the same work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, Field


class Update(BaseModel):
    user_id: int
    name: Annotated[str, Field(min_length=1, max_length=80)]
    tags: Annotated[list[str], Field(max_length=10)]


class Profile(BaseModel):
    user_id: int
    name: str
    tags: list[str]
    is_active: bool
    joined_at: datetime
    score: float


JOINED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def make_profile(user_id: int, name: str, tags: list[str]) -> Profile:
    return Profile(user_id=user_id, name=name, tags=tags, is_active=True, joined_at=JOINED, score=0.5)


def make_rows(user_id: int, limit: int) -> list[Profile]:
    return [make_profile(user_id, f"row {number}", ["a"]) for number in range(limit)]
