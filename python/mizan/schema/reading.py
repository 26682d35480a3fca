"""One annotation read into the IR: its type, what was said about it, how values of it come in or go out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from mizan.ir.model import PlainType, TypeExpression
from mizan.schema.core_node import CoreNode

if TYPE_CHECKING:
    from mizan.schema.type_table import TypeTable

Side = Literal["input", "output"]

Report = Callable[[str, str, str | None], None]
"""Of a path in the declaration, a reason and a hint."""


def same(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Reading:
    type: TypeExpression
    core: CoreNode
    """
    As input: accepts normal forms of the wire, gives natives and runs the rules of the annotation. As output:
    accepts natives, gives normal forms of the wire.
    """
    is_exact: bool = True
    """As input: `core` accepts nothing that the structure would refuse, so that it may run without it."""
    may_change: bool = False
    """As input: a rule can make another value of a valid one."""
    spread: Callable[[object], object] = same
    """As output: brings what the exact encoder does not know (other names, URLs) to what it does."""
    doc: str | None = None
    deprecated: bool = False
    default: str | None = None
    """RFC 8785 JSON; not yet a normal form of the type."""
    example: str | None = None
    is_optional: bool = False
    """May be left out, and nobody can say beforehand what stands for it."""


@dataclass(frozen=True, slots=True)
class ReadContext:
    side: Side
    path: str
    """Where the reader stands, for messages: `input.filter.tags[]`."""
    owner: str
    """Name and place of the function: `user_profile (app/users.py:12)`."""
    table: TypeTable
    report: Report
    definitions: Mapping[str, CoreNode] = field(default_factory=dict[str, CoreNode])
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Of the model around."""
    inlining: tuple[str, ...] = ()
    """Refs of unnamed classes that are being read, outermost first."""

    def below(self, suffix: str) -> ReadContext:
        return replace(self, path=f"{self.path}{suffix}")

    def refuse(self, reason: str, hint: str | None = None) -> Reading:
        self.report(self.path, reason, hint)
        return UNREADABLE


UNREADABLE = Reading(PlainType("json"), {"type": "any"}, is_exact=False)
"""Stands in for a type that could not be read; the mistake is reported, so it is never served."""
