"""What the demo's people work on, read from seed-content.json; the twin of server/seed-content.ts."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel


class Board(BaseModel):
    project: int
    name: str
    titles: list[str]


class SeedContent(BaseModel):
    people: list[tuple[str, str, str, int, bool, int]]
    """Name, handle, title, hue, staff, storage in bytes."""
    projects: list[tuple[str, str, str, int, int]]
    """Key, name, summary, hue, lead."""
    boards: list[Board]
    descriptions: list[str]
    comments: list[str]


CONTENT = SeedContent.model_validate_json((Path(__file__).parent / "seed-content.json").read_bytes())
