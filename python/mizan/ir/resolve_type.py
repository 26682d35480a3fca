"""Following `ref` and removing `nullable` (IR.md, Types)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from mizan.ir.ir_error import IrError
from mizan.ir.model import NamedType, NullableType, RefType, ResolvedType, TypeExpression

NamedTypes: TypeAlias = Mapping[str, NamedType]


class StrippedType(NamedTuple):
    """The type behind every `ref` and `nullable`, which is never a NullableType."""

    type: ResolvedType
    nullable: bool
    """Whether null fits."""


def to_named_types(types: Iterable[NamedType]) -> NamedTypes:
    """Named types by name."""
    return {each.name: each for each in types}


def resolve_type(type_: TypeExpression, types: NamedTypes) -> ResolvedType:
    """
    The first type that is no `ref`. Raises IrError for an unknown name, and for names that only name each
    other.
    """
    current = type_
    hops = 0
    while isinstance(current, RefType):
        named = types.get(current.name)
        if named is None:
            raise IrError(f'There is no type "{current.name}".')
        if hops > len(types):
            raise IrError(f'The type "{current.name}" only refers to itself.')
        current = named.type
        hops += 1
    return current


def strip_nullable(type_: TypeExpression, types: NamedTypes) -> StrippedType:
    """Raises IrError as `resolve_type`, and for a type that is only nullable of itself."""
    nullable = False
    current = resolve_type(type_, types)
    hops = 0
    while isinstance(current, NullableType):
        if hops > len(types) + 1:
            raise IrError("A type is only nullable of itself.")
        nullable = True
        current = resolve_type(current.type, types)
        hops += 1
    return StrippedType(current, nullable or current.kind in ("nothing", "json"))
