"""A node of a pydantic-core schema, as a plain mapping: what annotations are once Pydantic has read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from pydantic_core import CoreSchema, SchemaValidator

# The schemas of pydantic-core are dictionaries of a hundred kinds; what a reader needs of one it asks by key.
CoreNode = dict[str, Any]

MARK = "mizan"
"""Member of a node's metadata under which the aliases of Mizan (BigInt, Email, Unique) leave their mark."""


def as_node(schema: object) -> CoreNode:
    return cast(CoreNode, schema)


def metadata_of(node: Mapping[str, Any]) -> CoreNode:
    return as_node(node.get("metadata") or {})


def mark_of(node: Mapping[str, Any]) -> str | None:
    mark = metadata_of(node).get(MARK)
    return mark if isinstance(mark, str) else None


def plain(function: Callable[[Any], object]) -> CoreNode:
    """A validator that is this function alone; it raises ValueError for what does not fit."""
    return {"type": "function-plain", "function": {"type": "no-info", "function": function}}


def before(function: Callable[[Any], object], node: CoreNode) -> CoreNode:
    return {"type": "function-before", "function": {"type": "no-info", "function": function}, "schema": node}


def after(function: Callable[[Any], object], node: CoreNode) -> CoreNode:
    return {"type": "function-after", "function": {"type": "no-info", "function": function}, "schema": node}


def chain(*steps: CoreNode) -> CoreNode:
    return {"type": "chain", "steps": list(steps)}


def compile_node(node: CoreNode, definitions: list[CoreNode]) -> SchemaValidator:
    schema: CoreNode = (
        {"type": "definitions", "schema": node, "definitions": definitions} if definitions else node
    )
    # Without this a class's own validator would be taken in place of the schema that is given for it here.
    create = cast("Callable[..., SchemaValidator]", SchemaValidator)
    return create(cast(CoreSchema, schema), _use_prebuilt=False)


def referred(node: object) -> set[str]:
    """Refs of definitions that stand anywhere below."""
    found: set[str] = set()
    pending: list[object] = [node]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            members = as_node(cast(object, each))
            if members.get("type") == "definition-ref":
                found.add(members["schema_ref"])
            pending.extend(members.values())
        elif isinstance(each, list | tuple):
            pending.extend(cast("list[object]", each))
    return found
