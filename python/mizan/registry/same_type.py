"""Whether an argument and a param are of one IR type, whatever they say of bounds, docs and null (INV-5)."""

from __future__ import annotations

from collections.abc import Sequence

from mizan.ir.model import (
    EnumType,
    Field,
    ListType,
    LiteralType,
    MapType,
    RefType,
    StructType,
    TupleType,
    TypeExpression,
    UnionType,
)
from mizan.ir.resolve_type import NamedTypes, strip_nullable


def is_same_type(first: TypeExpression, second: TypeExpression, types: NamedTypes) -> bool:
    if isinstance(first, RefType) and first == second:
        return True
    match strip_nullable(first, types)[0], strip_nullable(second, types)[0]:
        case (LiteralType() as a, LiteralType() as b):
            return type(a.value) is type(b.value) and a.value == b.value
        case (EnumType() as a, EnumType() as b):
            return a.values == b.values
        case (ListType() as a, ListType() as b):
            return is_same_type(a.item, b.item, types)
        case (MapType() as a, MapType() as b):
            return is_same_type(a.value, b.value, types)
        case (TupleType() as a, TupleType() as b):
            return _are_same(a.items, b.items, types)
        case (UnionType() as a, UnionType() as b):
            return _are_same(a.members, b.members, types)
        case (StructType() as a, StructType() as b):
            return _are_same_fields(a.fields, b.fields, types)
        case (a, b):
            return a.kind == b.kind


def _are_same(first: Sequence[TypeExpression], second: Sequence[TypeExpression], types: NamedTypes) -> bool:
    return len(first) == len(second) and all(
        is_same_type(a, b, types) for a, b in zip(first, second, strict=True)
    )


def _are_same_fields(first: Sequence[Field], second: Sequence[Field], types: NamedTypes) -> bool:
    return [each.name for each in first] == [each.name for each in second] and _are_same(
        [each.type for each in first], [each.type for each in second], types
    )
