"""A parsed pattern: RFC 9485 has no more than this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """One code point inside (or, negated, outside) any of the ranges."""

    ranges: tuple[tuple[int, int], ...]
    """First and last code points."""
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class PatternSequence:
    items: tuple[PatternNode, ...]


@dataclass(frozen=True, slots=True)
class PatternChoice:
    branches: tuple[PatternNode, ...]


@dataclass(frozen=True, slots=True)
class PatternRepeat:
    item: PatternNode
    min: int
    max: int | None
    """None where there is none."""


PatternNode: TypeAlias = CharacterSet | PatternSequence | PatternChoice | PatternRepeat
