"""Types that only JSON Schema describes: addresses, URLs, paths, classes with a schema of their own."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, cast

from pydantic.errors import PydanticInvalidForJsonSchema, PydanticSchemaGenerationError
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import CoreSchema, PydanticOmit, SchemaSerializer

from mizan.ir.model import BytesType, NumericType, PlainType, StringType
from mizan.schema.core_node import MARK, CoreNode, as_node, chain, plain
from mizan.schema.read_text import FORMATS, TextKind, read_native_text, read_string
from mizan.schema.reading import ReadContext, Reading
from mizan.values.base64 import base64_to_bytes

_TEXT_KINDS: dict[str, TextKind] = {
    "uuid": "uuid",
    "date": "date",
    "time": "time",
    "date-time": "datetime",
    "duration": "duration",
}


def read_foreign(node: CoreNode, context: ReadContext) -> Reading | None:
    """None when its JSON Schema says no more than that it is an object or a list."""
    if _is_import_string(as_node(node.get("function") or {}).get("function")):
        return context.refuse(
            "clients would say what the server imports", "Take a name, and look it up in a table."
        )
    described = _describe(node, context)
    match described.get("type"):
        case "string":
            return _around(_read_text(described, context), node, context)
        case "integer":
            core = {"type": "int", "strict": True, "ge": -(2**53) + 1, "le": 2**53 - 1}
            return _around(Reading(NumericType("integer"), core), node, context)
        case "number":
            core = {"type": "float", "strict": True, "allow_inf_nan": False}
            return _around(Reading(NumericType("number"), core), node, context)
        case "boolean":
            return _around(Reading(PlainType("boolean"), {"type": "bool", "strict": True}), node, context)
        case _:
            return None


def _is_import_string(function: object) -> bool:
    name = (getattr(function, "__module__", ""), getattr(function, "__name__", ""))
    return name[0].startswith("pydantic.") and name[1] == "import_string"


def _describe(node: CoreNode, context: ReadContext) -> CoreNode:
    mode = "validation" if context.side == "input" else "serialization"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return as_node(GenerateJsonSchema().generate(cast(CoreSchema, node), mode))
    except (KeyError, PydanticInvalidForJsonSchema, PydanticOmit, PydanticSchemaGenerationError):
        return {}


def _read_text(described: CoreNode, context: ReadContext) -> Reading:
    format_ = described.get("format")
    if format_ in _TEXT_KINDS:
        return read_native_text(_TEXT_KINDS[format_], {"type": _TEXT_KINDS[format_]}, context)
    if format_ == "base64":
        return Reading(BytesType(), chain({"type": "str", "strict": True}, plain(_base64_text)))
    node: CoreNode = {"type": "str"}
    if format_ in FORMATS:
        node["metadata"] = {MARK: format_}
    for keyword, rule in (("minLength", "min_length"), ("maxLength", "max_length"), ("pattern", "pattern")):
        if keyword in described and not (format_ in FORMATS and keyword == "minLength"):
            node[rule] = described[keyword]
    return read_string(node, context)


def _base64_text(value: str) -> str:
    base64_to_bytes(value)
    return value


def _around(reading: Reading, node: CoreNode, context: ReadContext) -> Reading:
    """In: the structure first, then the type itself in Pydantic's lax mode. Out: what its serializer says."""
    if context.side == "input":
        outer = ("ref", "metadata", "serialization")
        own = {key: value for key, value in node.items() if key not in outer}
        first = (
            reading.core
            if isinstance(reading.type, StringType | NumericType | BytesType)
            else {"type": "any"}
        )
        return Reading(reading.type, chain(first, own), is_exact=first is reading.core, may_change=True)
    serialize = _serializer(node)
    if isinstance(reading.type, PlainType) and reading.type.kind != "boolean":
        return Reading(reading.type, plain(serialize), spread=serialize)
    return Reading(reading.type, chain(plain(serialize), reading.core), spread=serialize)


def _serializer(node: CoreNode) -> Callable[[Any], object]:
    serializer = SchemaSerializer(cast(CoreSchema, node))

    def serialize(value: Any) -> object:  # noqa: ANN401 - whatever a handler returns
        try:
            return serializer.to_python(value, mode="json", warnings="error")
        except Exception as error:
            raise ValueError("does not fit its type") from error

    return serialize
