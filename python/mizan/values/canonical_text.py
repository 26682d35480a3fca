"""The text by which param values are compared, stored and sent (SPEC.md, Canonical text)."""

from __future__ import annotations

from mizan.ir.model import TypeExpression
from mizan.ir.resolve_type import NamedTypes
from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_value import JsonValue
from mizan.json.number_text import number_text
from mizan.values.param_kind import ParamKind, param_kind


def canonical_text(type_: TypeExpression, value: JsonValue, types: NamedTypes) -> str | None:
    """Text of a normal form; None for null, which is left out wherever texts stand."""
    return canonical_text_of_kind(param_kind(type_, types), value)


def canonical_text_of_kind(kind: ParamKind, value: JsonValue) -> str | None:
    """The same for who knows the kind only."""
    if value is None:
        return None
    if kind != "text":
        return to_canonical_json(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, (int, float)) else to_canonical_json(value)
