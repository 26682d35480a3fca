"""Which named types a document uses: no others are printed (IR.md, IR-3)."""

from __future__ import annotations

from collections.abc import Iterable

from mizan.ir.model import (
    ContextParam,
    DeclaredErrorNode,
    Field,
    IrDocument,
    ListType,
    MapType,
    NamedType,
    NullableType,
    RefType,
    StructType,
    TupleType,
    TypeExpression,
    UnionType,
)
from mizan.ir.resolve_type import NamedTypes


def reached_types(document: IrDocument, types: NamedTypes) -> list[NamedType]:
    """
    What everything but the document's own types reaches, in no particular order; names that nobody declared
    are left out.
    """
    reached: dict[str, NamedType] = {}
    open_ = _root_types(document)
    while open_:
        type_ = open_.pop()
        if not isinstance(type_, RefType):
            open_.extend(inner_types(type_))
            continue
        named = types.get(type_.name)
        if named is not None and named.name not in reached:
            reached[named.name] = named
            open_.append(named.type)
    return list(reached.values())


def inner_types(type_: TypeExpression) -> tuple[TypeExpression, ...]:
    """The types directly inside a type expression."""
    match type_:
        case ListType():
            return (type_.item,)
        case TupleType():
            return type_.items
        case MapType():
            return (type_.value,)
        case NullableType():
            return (type_.type,)
        case UnionType():
            return type_.members
        case StructType():
            return tuple(_types_of(type_.fields))
        case _:
            return ()


def _root_types(document: IrDocument) -> list[TypeExpression]:
    roots: list[TypeExpression] = []
    for context in document.contexts:
        roots += _types_of(context.params)
    for node in (*document.functions, *document.forms):
        roots += [*_types_of(node.input), node.output, *_types_of(node.errors)]
    for channel in document.channels:
        messages = [each for each in (channel.client, channel.server) if each is not None]
        roots += [*_types_of(channel.params), *messages]
    return roots


def _types_of(nodes: Iterable[Field | ContextParam | DeclaredErrorNode]) -> list[TypeExpression]:
    return [node.type for node in nodes]
