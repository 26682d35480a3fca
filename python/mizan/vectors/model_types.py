"""
The IR's model (`ir/model.py`) as types of the IR itself: by them the door checks documents before it believes
them.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from mizan.ir.model import (
    EnumType,
    Field,
    ListType,
    LiteralType,
    NamedType,
    NumericType,
    PlainType,
    RefType,
    StringType,
    StructType,
    TypeExpression,
    UnionType,
)
from mizan.ir.resolve_type import to_named_types

_Members: TypeAlias = "dict[str, TypeExpression]"

_text = StringType()
_number = NumericType("number")
_flag = PlainType("boolean")
_type = RefType("Type")
_texts = ListType(_text)

_PLAIN = ("boolean", "uuid", "date", "time", "datetime", "duration", "json", "nothing")

_formats = EnumType(("email", "uri", "hostname", "ipv4", "ipv6"))

_bounds: _Members = {
    "max": _number,
    "min": _number,
    "exclusiveMax": _number,
    "exclusiveMin": _number,
    "multipleOf": _number,
}


def _fields(required: _Members, optional: _Members) -> tuple[Field, ...]:
    return (
        *(Field(name, type_) for name, type_ in required.items()),
        *(Field(name, type_, optional=True) for name, type_ in optional.items()),
    )


def _named(name: str, required: _Members, optional: _Members | None = None) -> NamedType:
    return NamedType(name, StructType(_fields(required, optional or {})))


def _node(kind: str, required: _Members, optional: _Members | None = None) -> TypeExpression:
    return StructType(_fields({"kind": LiteralType(kind), **required}, optional or {}))


def _list(name: str) -> ListType:
    return ListType(RefType(name))


_any_type = UnionType(
    (
        *(_node(kind, {}) for kind in _PLAIN),
        _node(
            "string", {}, {"format": _formats, "maxLength": _number, "minLength": _number, "pattern": _text}
        ),
        *(_node(kind, {}, _bounds) for kind in ("integer", "number", "bigint", "decimal")),
        _node("bytes", {}, {"maxLength": _number}),
        _node("file", {}, {"maxSize": _number, "mediaType": _text}),
        _node("literal", {"value": UnionType((_text, _number, _flag))}),
        _node("enum", {"values": _texts}),
        _node("list", {"item": _type}, {"maxItems": _number, "minItems": _number, "unique": _flag}),
        _node("tuple", {"items": ListType(_type)}),
        _node("map", {"value": _type}),
        _node("nullable", {"type": _type}),
        _node("union", {"members": ListType(_type)}, {"discriminator": _text}),
        _node("struct", {"fields": _list("Field")}),
        _node("ref", {"name": _text}),
    ),
    discriminator="kind",
)

_function = _named(
    "Function",
    {
        "name": _text,
        "kind": EnumType(("query", "mutation")),
        "input": _list("Field"),
        "output": _type,
    },
    {
        "doc": _text,
        "cache": _number,
        "context": _text,
        "deprecated": _flag,
        "private": _flag,
        "rev": _number,
        "auth": _text,
        "errors": _list("Error"),
        "affects": _list("Affects"),
        "merge": _list("Merge"),
        "route": RefType("Route"),
        "transport": EnumType(("http", "websocket", "ipc")),
    },
)

_form = _named(
    "Form",
    {"name": _text, "input": _list("Field"), "output": _type, "fieldViews": _list("FieldView")},
    {
        "doc": _text,
        "auth": _text,
        "formset": RefType("Formset"),
        "errors": _list("Error"),
        "affects": _list("Affects"),
    },
)

MODEL_TYPES: Final = to_named_types(
    (
        NamedType("Type", _any_type),
        _named(
            "Field",
            {"name": _text, "type": _type},
            {"doc": _text, "default": _text, "example": _text, "deprecated": _flag, "optional": _flag},
        ),
        _named("NamedType", {"name": _text, "type": _type}, {"doc": _text}),
        _named(
            "Param",
            {"name": _text, "type": _type, "usedBy": _texts},
            {"default": _text, "required": _flag},
        ),
        _named("Context", {"name": _text, "params": _list("Param")}, {"doc": _text, "vary": _texts}),
        _function,
        _named("Error", {"code": _text, "status": _number, "type": _type}),
        _named(
            "Affects",
            {"context": _text, "scope": _texts},
            {"function": _text, "explicit": _flag, "own": _flag},
        ),
        _named("Merge", {"context": _text, "function": _text}),
        _named("Route", {"path": _text, "methods": _texts}),
        _named(
            "Channel",
            {"name": _text, "params": _list("Field")},
            {"doc": _text, "auth": _text, "client": _type, "server": _type},
        ),
        _named(
            "Formset",
            {},
            {"canAdd": _flag, "canDelete": _flag, "canOrder": _flag, "max": _number, "min": _number},
        ),
        _named("FieldView", {"name": _text}, {"help": _text, "label": _text, "widget": _text}),
        _form,
        _named(
            "Document",
            {
                "types": _list("NamedType"),
                "contexts": _list("Context"),
                "functions": _list("Function"),
                "channels": _list("Channel"),
                "forms": _list("Form"),
            },
        ),
    )
)
"""`Type`, `NamedType`, `Document` and what they are made of."""
