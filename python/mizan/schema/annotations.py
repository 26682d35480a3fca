"""What a declaration says about a type or member beyond its type: doc, deprecation, example."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from mizan.schema.constant_text import constant_text
from mizan.schema.core_node import as_node
from mizan.schema.reading import Reading


def annotate(reading: Reading, metadata: Mapping[str, Any]) -> Reading:
    """What stands outside goes before what stands inside."""
    said = as_node(metadata.get("pydantic_js_updates") or {})
    if not said:
        return reading
    examples = cast("list[object]", said.get("examples") or [said.get("example")])
    example = examples[0]
    doc = said.get("description")
    return replace(
        reading,
        doc=doc if isinstance(doc, str) else reading.doc,
        deprecated=bool(said.get("deprecated")) or reading.deprecated,
        example=reading.example if example is None else constant_text(example, reading.type),
    )


def doc_of_class(cls: type) -> str | None:
    """The class's own docstring: not an inherited one, nor the signature that `dataclass` writes (IR-21)."""
    doc = cls.__dict__.get("__doc__")
    if not isinstance(doc, str) or doc.startswith(f"{cls.__name__}("):
        return None
    return inspect.cleandoc(doc) or None


def doc_of_function(function: object) -> str | None:
    doc = getattr(function, "__doc__", None)
    return (inspect.cleandoc(doc) or None) if isinstance(doc, str) else None
