"""One way to say each type (IR.md, Normal forms)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from mizan.ir.ir_error import IrError
from mizan.ir.model import (
    EnumType,
    Field,
    ListType,
    LiteralType,
    MapType,
    NullableType,
    NumericType,
    StringType,
    StructType,
    TupleType,
    TypeExpression,
    UnionType,
)
from mizan.ir.normalize_doc import normalize_doc
from mizan.ir.normalize_number import normalize_number
from mizan.ir.normalize_union import normalize_enum, normalize_nullable, normalize_union
from mizan.ir.resolve_type import NamedTypes
from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_error import JsonError
from mizan.json.number_text import to_number
from mizan.json.parse_json import parse_json
from mizan.structure.structure_error import StructureError
from mizan.structure.structures import Structures

_NO_TYPES: Final[NamedTypes] = {}

_Normalize: TypeAlias = Callable[[TypeExpression], TypeExpression]


def normalize_type(type_: TypeExpression, types: NamedTypes = _NO_TYPES) -> TypeExpression:
    """
    The normal form of a type expression. `types` are needed where members of a union are refs. Raises IrError
    for what has no normal form.
    """
    return Normalizer(types).normalize_type(type_)


def normalize_field(field: Field, types: NamedTypes = _NO_TYPES) -> Field:
    """
    A default makes `optional` idle; `default` and `example` become RFC 8785 texts of normal forms where they
    fit the type.
    """
    return Normalizer(types).normalize_field(field)


class Normalizer:
    """Normal forms over the same named types."""

    def __init__(self, types: NamedTypes) -> None:
        self.types = types
        self._structures = Structures(types)

    def normalize_type(self, type_: TypeExpression) -> TypeExpression:
        match type_:
            case StringType():
                return _normalize_string(type_)
            case NumericType():
                return normalize_number(type_)
            case LiteralType(value=float() as value):
                return LiteralType(to_number(value))
            case EnumType():
                return normalize_enum(type_.values)
            case UnionType():
                members = [self.normalize_type(member) for member in type_.members]
                return normalize_union(members, type_.discriminator, self.types)
            case StructType():
                return StructType(tuple(self.normalize_field(field) for field in type_.fields))
            case _:
                return _normalize_around(type_, self.normalize_type)

    def normalize_field(self, field: Field) -> Field:
        type_ = self.normalize_type(field.type)
        return Field(
            name=field.name,
            type=type_,
            doc=normalize_doc(field.doc),
            default=self.normalize_constant(field.default, type_),
            example=self.normalize_constant(field.example, type_),
            deprecated=field.deprecated,
            optional=field.default is None and field.optional,
        )

    def normalize_constant(self, text: str | None, type_: TypeExpression) -> str | None:
        """Left as it stands when it is not JSON or does not fit: `check_document` says so."""
        if text is None:
            return None
        try:
            value = parse_json(text)
            check = self._structures.checker(type_)
        except (JsonError, IrError):
            return text
        try:
            return to_canonical_json(check(value))
        except StructureError:
            return to_canonical_json(value)


def _normalize_string(type_: StringType) -> StringType:
    """`format` stands for the pattern that a library uses for it."""
    return StringType(
        type_.format,
        max_length=type_.max_length,
        min_length=type_.min_length or None,
        pattern=type_.pattern if type_.format is None else None,
    )


def _normalize_around(type_: TypeExpression, normalize: _Normalize) -> TypeExpression:
    match type_:
        case ListType():
            item = normalize(type_.item)
            if item.kind == "file" and type_.unique:
                raise IrError("A list of files cannot be unique.")
            return replace(type_, item=item, min_items=type_.min_items or None)
        case TupleType():
            return TupleType(tuple(normalize(item) for item in type_.items))
        case MapType():
            return MapType(normalize(type_.value))
        case NullableType():
            # A nullable union is a union with null: both come out as the same.
            return normalize_nullable(normalize(type_.type))
        case _:
            return type_
