"""Types without docs and deprecations, which stand in fields of structs, however deep."""

from __future__ import annotations

from dataclasses import replace

from mizan.ir.model import (
    Field,
    ListType,
    MapType,
    NullableType,
    StructType,
    TupleType,
    TypeExpression,
    UnionType,
)


def bare_field(field: Field) -> Field:
    return replace(field, type=bare_type(field.type), doc=None, deprecated=False)


def bare_type(type_: TypeExpression) -> TypeExpression:
    match type_:
        case StructType():
            return StructType(tuple(bare_field(field) for field in type_.fields))
        case ListType():
            return replace(type_, item=bare_type(type_.item))
        case TupleType():
            return TupleType(tuple(bare_type(item) for item in type_.items))
        case MapType():
            return MapType(bare_type(type_.value))
        case NullableType():
            return NullableType(bare_type(type_.type))
        case UnionType():
            return replace(type_, members=tuple(bare_type(member) for member in type_.members))
        case _:
            return type_
