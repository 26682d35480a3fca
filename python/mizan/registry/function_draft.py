"""A declared function while the registry works on it: checked by itself, not yet against the others."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mizan.declare.declaration import Declaration
from mizan.declare.react_context import ReactContext
from mizan.ir.model import Field, FunctionKind, RouteNode
from mizan.registry.declaration_report import FunctionReport
from mizan.registry.registry import Guard
from mizan.schema.reading import Reading


@dataclass(frozen=True, slots=True)
class CollectedFunction:
    name: str
    """On the wire."""
    declaration: Declaration
    source: Callable[..., Any]
    """The function that carries the declaration: what `affects` refers to."""

    @property
    def place(self) -> str:
        return self.declaration.place


@dataclass(frozen=True, slots=True)
class InputDraft:
    fields: tuple[Field, ...] = ()
    """In declaration order."""
    readings: Mapping[str, Reading] = field(default_factory=dict[str, Reading])
    annotations: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """For what reads them as results: keys are made of what the rules of an argument left."""


@dataclass(frozen=True, slots=True)
class ErrorDraft:
    code: str
    status: int
    details: Reading


@dataclass(frozen=True, slots=True)
class FunctionDraft:
    collected: CollectedFunction
    kind: FunctionKind
    context: ReactContext | None
    guard: Guard | None
    route: RouteNode | None
    receives: Literal["call", "request"]
    injected: tuple[inspect.Parameter, ...]
    input: InputDraft
    output: Reading
    errors: tuple[ErrorDraft, ...]
    doc: str | None
    report: FunctionReport
    """Where later mistakes go; a broken draft is not compared with others: one mistake is one message."""

    @property
    def name(self) -> str:
        return self.collected.name

    @property
    def options(self) -> Mapping[str, Any]:
        return self.collected.declaration.options
