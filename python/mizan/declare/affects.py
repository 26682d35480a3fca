"""What a mutation says it makes stale (SPEC.md, Scope of a target)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mizan.declare.react_context import ReactContext

if TYPE_CHECKING:
    from mizan.pipeline.call import Call

ParamSet = Mapping[str, object]
"""Param values by name; a param that is left out makes the target broader. Natives are welcome."""

Arguments = Mapping[str, Any]
"""What the function gets, by name."""

ParamSets = ParamSet | Sequence[ParamSet] | None
"""None, or an empty list, is every entry of the context."""

ParamsFunction = (
    Callable[[], ParamSets]
    | Callable[[Arguments], ParamSets]
    | Callable[[Arguments, Any], ParamSets]
    | Callable[[Arguments, Any, Any], ParamSets]
)
"""Of the arguments, the result, and what `before` returned: as many of them as it has parameters for."""

BeforeFunction = Callable[[], Any] | Callable[[Arguments], Any] | Callable[[Arguments, "Call"], Any]
"""Of the arguments and the call: as many of them as it has parameters for."""


@dataclass(frozen=True, slots=True)
class Affects:
    """A context (every query of it) or a query (that slice only), with particulars."""

    target: ReactContext | Callable[..., object]
    scope: Sequence[str] = ()
    """Params that arguments of the same name fix although they do not match by themselves (filters)."""
    own: bool = False
    """Only the caller's own entries; the context must have a guarded query."""
    hidden: bool = False
    """Obeyed at the server, never written into an answer: who else is affected can be a secret."""
    params: ParamsFunction | None = None
    """Explicit scope: sets of params, computed after the handler; None means every entry of the context."""
    before: BeforeFunction | None = None
    """Runs before the handler, inside its transaction: looks at what the handler is about to replace."""


AffectsEntry = ReactContext | Callable[..., object] | Affects

AffectsOption = Literal["nothing"] | AffectsEntry | Sequence[AffectsEntry]
"""`"nothing"` says that no query can see what this mutation changes."""
