"""A node of Pydantic's core schema → type expression: sends each to the file that reads it (IR-18)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mizan.ir.model import PlainType
from mizan.json.json_value import JsonValue
from mizan.schema.annotations import annotate, doc_of_class
from mizan.schema.core_node import CoreNode, as_node, metadata_of, plain
from mizan.schema.read_collection import read_list, read_map, read_set, read_tuple
from mizan.schema.read_foreign import read_foreign
from mizan.schema.read_number import read_decimal, read_float, read_int
from mizan.schema.read_struct import read_members, read_model
from mizan.schema.read_text import read_bytes, read_native_text, read_string
from mizan.schema.read_union import (
    NOTHING,
    read_enum,
    read_literal,
    read_nullable,
    read_tagged_union,
    read_union,
)
from mizan.schema.read_wrapped import (
    read_after,
    read_before,
    read_chain,
    read_custom_error,
    read_default,
    read_missing,
    read_plain,
    read_serialized,
)
from mizan.schema.reading import ReadContext, Reading
from mizan.schema.type_table import NamedAnnotation, name_of_ref
from mizan.structure.encode_error import EncodeError
from mizan.structure.structures import Structures


def read_type(node: CoreNode, context: ReadContext) -> Reading:
    kind = node["type"]
    if kind == "definitions":
        known = {as_node(each)["ref"]: as_node(each) for each in node["definitions"]}
        inside = replace(context, definitions={**context.definitions, **known})
        return read_type(node["schema"], inside)
    if kind == "definition-ref":
        serialized = read_serialized(node, context, read_type)
        if serialized is not None:
            return serialized
        definition = context.definitions.get(node["schema_ref"])
        if definition is None:
            named = context.table.find(node["schema_ref"], context.side)
            return context.refuse("the type is not known") if named is None else named
        return read_type(definition, context)
    ref = node.get("ref")
    if not isinstance(ref, str):
        return annotate(_read_bare(node, context), metadata_of(node))
    if ref.startswith(_ANY_JSON):
        return _json(context)
    serialized = read_serialized(node, context, read_type)
    if serialized is not None:
        return serialized
    if name_of_ref(ref).startswith("_"):
        return _read_inline(ref, node, context)
    named = NamedAnnotation(ref, name_of_ref(ref), ref.partition(":")[0])
    return context.table.read(
        named, context.side, f"{context.owner} {context.path}", lambda: _read_named(node, context)
    )


_ANY_JSON = "pydantic.types.JsonValue:"


def _read_inline(ref: str, node: CoreNode, context: ReadContext) -> Reading:
    """A class whose name begins with an underscore is nobody else's business: it stands where it is used."""
    if ref in context.inlining:
        return context.refuse("this class holds itself and has no name", "Take the underscore off its name.")
    inside = replace(context, config={}, inlining=(*context.inlining, ref))
    return annotate(_read_bare(node, inside), metadata_of(node))


def _read_named(node: CoreNode, context: ReadContext) -> Reading:
    reading = annotate(_read_bare(node, replace(context, config={}, inlining=())), metadata_of(node))
    cls = _class_of(node)
    doc = doc_of_class(cls) if cls is not None else reading.doc
    return replace(reading, doc=doc, default=None, example=None, is_optional=False)


def _class_of(node: CoreNode) -> type | None:
    while "cls" not in node and node["type"].startswith("function-") and "schema" in node:
        node = as_node(node["schema"])
    cls = node.get("cls")
    return cls if isinstance(cls, type) else None


def _json(context: ReadContext) -> Reading:
    core = plain(_encode_json) if context.side == "output" else CoreNode(type="any")
    return Reading(PlainType("json"), core)


_encode_exactly = Structures({}).encoder(PlainType("json"))


def _encode_json(value: object) -> JsonValue:
    try:
        return _encode_exactly(value)
    except EncodeError as error:
        raise ValueError(str(error)) from None


_Read = Callable[[CoreNode, ReadContext, Callable[[CoreNode, ReadContext], Reading]], Reading]

_AROUND: dict[str, _Read] = {
    "list": read_list,
    "deque": read_list,
    "set": read_set,
    "frozenset": read_set,
    "tuple": read_tuple,
    "dict": read_map,
    "nullable": read_nullable,
    "union": read_union,
    "tagged-union": read_tagged_union,
    "model": read_model,
    "dataclass": read_model,
    "model-fields": read_members,
    "dataclass-args": read_members,
    "typed-dict": read_members,
    "function-after": read_after,
    "function-before": read_before,
    "function-wrap": read_before,
    "function-plain": read_plain,
    "default": read_default,
    "missing-sentinel": read_missing,
    "chain": read_chain,
    "custom-error": read_custom_error,
}

_LEAVES: dict[str, Callable[[CoreNode, ReadContext], Reading]] = {
    "int": read_int,
    "float": read_float,
    "decimal": read_decimal,
    "str": read_string,
    "bytes": read_bytes,
    "uuid": lambda node, context: read_native_text("uuid", node, context),
    "date": lambda node, context: read_native_text("date", node, context),
    "time": lambda node, context: read_native_text("time", node, context),
    "datetime": lambda node, context: read_native_text("datetime", node, context),
    "timedelta": lambda node, context: read_native_text("duration", node, context),
    "literal": read_literal,
    "enum": read_enum,
    "bool": lambda _node, _context: Reading(PlainType("boolean"), {"type": "bool", "strict": True}),
    "none": lambda _node, _context: NOTHING,
    "any": lambda _node, context: _json(context),
}

_DESCRIBES = {"pydantic_js_functions", "pydantic_js_annotation_functions"}
_FOREIGN = {"url", "multi-host-url", "is-instance", "lax-or-strict", "json-or-python"}

_HINTS = {
    "generator": "Use a list.",
    "call": "A NamedTuple has no IR type: use a dataclass.",
    "named-tuple": "Use a dataclass.",
    "callable": "Functions do not travel.",
    "complex": "Use two numbers.",
    "json": "Take the value itself: JSON inside a text is decoded twice.",
    "is-instance": "Give the class a schema: a Pydantic model, a dataclass, or __get_pydantic_core_schema__.",
}


def _read_bare(node: CoreNode, context: ReadContext) -> Reading:
    kind = node["type"]
    if kind in _FOREIGN or (kind.startswith("function-") and _DESCRIBES & metadata_of(node).keys()):
        foreign = read_foreign(node, context)
        if foreign is not None:
            return foreign
    if kind == "json-or-python":
        return read_type(node["json_schema"], context)
    if kind == "lax-or-strict":
        return read_type(node["lax_schema"], context)
    serialized = read_serialized(node, context, read_type)
    if serialized is not None:
        return serialized
    if kind in _LEAVES:
        return _LEAVES[kind](node, context)
    if kind in _AROUND:
        return _AROUND[kind](node, context, read_type)
    return context.refuse(f"the IR has nothing for {kind}", _HINTS.get(kind))
