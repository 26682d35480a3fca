"""Which kinds of JSON a type takes: by them a union without discriminator is told apart (IR.md, IR-13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from mizan.ir.ir_error import IrError
from mizan.ir.model import (
    EnumType,
    LiteralType,
    LiteralValue,
    NullableType,
    ResolvedType,
    StructType,
    TypeExpression,
    UnionType,
)
from mizan.ir.resolve_type import NamedTypes, resolve_type

JsonKind: TypeAlias = Literal["null", "boolean", "number", "string", "array", "object"]

_EVERY: tuple[JsonKind, ...] = ("null", "boolean", "number", "string", "array", "object")

_KINDS: dict[str, tuple[JsonKind, ...]] = {
    "nothing": ("null",),
    "boolean": ("boolean",),
    "integer": ("number",),
    "number": ("number",),
    "list": ("array",),
    "tuple": ("array",),
    "map": ("object",),
    "struct": ("object",),
    "json": _EVERY,
}


def json_kinds(
    type_: TypeExpression, types: NamedTypes, inside: tuple[ResolvedType, ...] = ()
) -> tuple[JsonKind, ...]:
    """
    `inside`: the choices around it. Raises IrError for a type that does not resolve, or is a choice of
    itself.
    """
    resolved = resolve_type(type_, types)
    if any(resolved is each for each in inside):
        raise IrError("A type is only a choice of itself.")
    match resolved:
        case LiteralType():
            return (literal_kind(resolved.value),)
        case NullableType():
            return _distinct(("null", *json_kinds(resolved.type, types, (*inside, resolved))))
        case UnionType():
            within = (*inside, resolved)
            return _distinct(kind for each in resolved.members for kind in json_kinds(each, types, within))
        case _:
            # Texts of every sort; `file` stands in multipart, and in no union.
            return _KINDS.get(resolved.kind, ("string",))


def literal_kind(value: LiteralValue) -> JsonKind:
    if isinstance(value, str):
        return "string"
    return "boolean" if isinstance(value, bool) else "number"


def fixed_member(type_: TypeExpression, name: str, types: NamedTypes) -> LiteralValue | None:
    """The literal by which a struct fixes a member; None when it does not."""
    struct = resolve_type(type_, types)
    if not isinstance(struct, StructType):
        return None
    field = next((field for field in struct.fields if field.name == name), None)
    if field is None or field.optional or field.default is not None:
        return None
    literal = resolve_type(field.type, types)
    if isinstance(literal, EnumType):
        return literal.values[0] if len(literal.values) == 1 else None
    return literal.value if isinstance(literal, LiteralType) else None


def _distinct(kinds: Iterable[JsonKind]) -> tuple[JsonKind, ...]:
    return tuple(dict.fromkeys(kinds))
