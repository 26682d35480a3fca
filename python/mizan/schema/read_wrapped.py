"""Nodes around another one: validators, defaults, chains, serializers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from pydantic import MISSING
from pydantic_core import CoreSchema, SchemaSerializer

from mizan.schema.absent import is_missing
from mizan.schema.constant_text import constant_text
from mizan.schema.core_node import CoreNode, as_node, chain, plain
from mizan.schema.reading import ReadContext, Reading

Read = Callable[[CoreNode, ReadContext], Reading]

_OUTER_KEYS = ("ref", "metadata", "serialization")


def read_after(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    inner = read(node["schema"], context)
    if context.side == "output":
        return inner
    return replace(inner, core={**_bare(node), "schema": inner.core}, may_change=True)


def read_before(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    """
    `function-before` and `function-wrap` get the checked value of the wire, and may hand on a native instead.
    They run behind the structure, so that no request reaches them unchecked (VAL-14).
    """
    inner = read(node["schema"], context)
    if context.side == "output":
        return inner
    own = _without_refs(node["schema"])
    declared = node.get("json_schema_input_schema")
    if declared is not None:
        outer = read(declared, context)
        return replace(outer, core={**_bare(node), "schema": own}, is_exact=False, may_change=True)
    both: CoreNode = {"type": "union", "mode": "left_to_right", "choices": [inner.core, own]}
    return replace(inner, core={**_bare(node), "schema": both}, is_exact=False, may_change=True)


def read_plain(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    declared = node.get("json_schema_input_schema")
    if context.side == "output" or declared is None:
        return context.refuse(
            "a validator stands in the place of the type, so that nobody knows what it takes or gives",
            "Use an AfterValidator, or PlainValidator(…, json_schema_input_type=…) for arguments.",
        )
    outer = read(declared, context)
    return replace(outer, core=_bare(node), is_exact=False, may_change=True)


def read_default(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    """A default is what the handler gets, as it stands: Pydantic does not validate it."""
    inner = read(node["schema"], context)
    core = inner.core
    if context.side == "input":
        core = {**_bare(node), "schema": inner.core, "validate_default": False}
    if "default" not in node:
        return replace(inner, core=core, is_optional=context.side == "input")
    default = node["default"]
    text = None if is_missing(default) else constant_text(default, inner.type)
    if text is None:
        return replace(inner, core=core, is_optional=context.side == "input" or inner.is_optional)
    return replace(inner, core=core, default=text, is_optional=False)


def read_missing(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    """Pydantic's own word for what `Absent` says."""
    inner = read(node["schema"], context)
    if context.side == "output":
        return replace(inner, is_optional=True)
    core: CoreNode = {"type": "default", "schema": inner.core, "default": MISSING}
    return replace(inner, core=core, is_optional=True)


def read_chain(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    steps = cast("list[CoreNode]", node["steps"])
    if context.side == "output":
        return read(steps[-1], context)
    first = read(steps[0], context)
    rest = [_without_refs(step) for step in steps[1:]]
    return replace(first, core=chain(first.core, *rest), may_change=True)


def read_custom_error(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    inner = read(node["schema"], context)
    return inner if context.side == "output" else replace(inner, core={**_bare(node), "schema": inner.core})


def read_serialized(node: CoreNode, context: ReadContext, read: Read) -> Reading | None:
    """As result, a type with a serializer is what that returns; None when the node has none that matters."""
    serialization = as_node(node.get("serialization") or {})
    if context.side == "input" or serialization.get("type") not in ("function-plain", "function-wrap"):
        return None
    returned = serialization.get("return_schema")
    if returned is None or as_node(returned).get("type") == "any":
        return context.refuse(
            "nobody can see what its serializer returns", "Annotate the serializer's result."
        )
    if serialization.get("is_field_serializer"):
        return context.refuse(
            "a serializer of a field needs the model around it",
            "Use Annotated[…, PlainSerializer(…, return_type=…)].",
        )
    outer = read(returned, context)
    serialize = _serialize(node, str(serialization.get("when_used", "")), context)

    def spread(value: object) -> object:
        return outer.spread(serialize(value))

    return replace(outer, core=chain(plain(serialize), outer.core), spread=spread)


def _serialize(node: CoreNode, when_used: str, context: ReadContext) -> Callable[[Any], object]:
    mode = "json" if when_used.startswith("json") else "python"
    others = [each for ref, each in context.definitions.items() if ref != node.get("ref")]
    schema: CoreNode = {"type": "definitions", "schema": node, "definitions": others} if others else node
    # As in `compile_node`: a class's own serializer does not know what an annotation adds.
    create = cast("Callable[..., SchemaSerializer]", SchemaSerializer)
    serializer = create(cast(CoreSchema, schema), _use_prebuilt=False)

    def serialize(value: Any) -> object:  # noqa: ANN401 - whatever a handler returns
        return serializer.to_python(value, mode=mode)

    return serialize


def _bare(node: CoreNode) -> CoreNode:
    return {key: value for key, value in node.items() if key not in _OUTER_KEYS}


def _without_refs(node: CoreNode) -> CoreNode:
    """A copy that defines no name: the names stand for what was read."""

    def copy(value: Any) -> Any:  # noqa: ANN401 - any part of a schema
        if isinstance(value, dict):
            members = as_node(cast(object, value))
            return {key: copy(each) for key, each in members.items() if key != "ref" or "type" not in members}
        if isinstance(value, list):
            return [copy(each) for each in cast("list[Any]", value)]
        return value

    return cast(CoreNode, copy(node))
