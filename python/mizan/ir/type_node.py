"""Type expressions and fields as KDL nodes (IR.md, Types)."""

from __future__ import annotations

from collections.abc import Mapping

from mizan.ir.kdl_node import KdlNode, KdlValue, print_node
from mizan.ir.model import (
    BytesType,
    EnumType,
    Field,
    FileType,
    ListType,
    LiteralType,
    NumericType,
    RefType,
    StringType,
    StructType,
    TypeExpression,
    UnionType,
)
from mizan.ir.reached_types import inner_types


def print_type(type_: TypeExpression) -> str:
    """Printed text of a type expression alone: what union members are sorted by and shapes compared by."""
    return print_node(type_node(type_))


def type_node(type_: TypeExpression) -> KdlNode:
    match type_:
        case LiteralType():
            return KdlNode(type_.kind, (type_.value,))
        case EnumType():
            return KdlNode(type_.kind, type_.values)
        case RefType():
            return KdlNode(type_.kind, (type_.name,))
        case StructType():
            return KdlNode(type_.kind, children=tuple(field_node(field) for field in type_.fields))
        case _:
            children = tuple(type_node(inner) for inner in inner_types(type_))
            return KdlNode(type_.kind, (), _props(type_), children)


def field_node(field: Field) -> KdlNode:
    props = {
        "default": field.default,
        "deprecated": field.deprecated,
        "example": field.example,
        "optional": field.optional,
    }
    return KdlNode("field", (field.name,), props, (*doc_node(field.doc), type_node(field.type)))


def doc_node(doc: str | None) -> tuple[KdlNode, ...]:
    return () if doc is None else (KdlNode("doc", (doc,)),)


def _props(type_: TypeExpression) -> Mapping[str, KdlValue | None]:
    match type_:
        case StringType():
            return {
                "format": type_.format,
                "max-length": type_.max_length,
                "min-length": type_.min_length,
                "pattern": type_.pattern,
            }
        case NumericType():
            return {
                "exclusive-max": type_.exclusive_max,
                "exclusive-min": type_.exclusive_min,
                "max": type_.max,
                "min": type_.min,
                "multiple-of": type_.multiple_of,
            }
        case BytesType():
            return {"max-length": type_.max_length}
        case FileType():
            return {"max-size": type_.max_size, "media-type": type_.media_type}
        case ListType():
            return {"max-items": type_.max_items, "min-items": type_.min_items, "unique": type_.unique}
        case UnionType():
            return {"discriminator": type_.discriminator}
        case _:
            return {}
