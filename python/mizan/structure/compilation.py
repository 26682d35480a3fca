"""What the parts of the compiler share: one type in, one check out."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

from mizan.ir.model import TypeExpression
from mizan.ir.resolve_type import NamedTypes
from mizan.structure.misfit_error import Check, MisfitError

Direction: TypeAlias = Literal["in", "out"]
"""
`in`: JSON from outside, every rule of the type, unknown members are problems. `out`: results of the app's own
code, natives become JSON, members that the type does not know are left out, bounds and formats are not looked
at.
"""


class Compilation(Protocol):
    @property
    def types(self) -> NamedTypes: ...

    @property
    def direction(self) -> Direction: ...

    @property
    def max_depth(self) -> int:
        """Levels of objects and arrays that a value may have."""
        ...

    def compile(self, type_: TypeExpression) -> Check: ...


def refuse_depth(max_depth: int) -> MisfitError:
    return MisfitError(f"must be nested less than {max_depth} levels deep")
