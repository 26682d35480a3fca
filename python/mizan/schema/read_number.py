"""Numbers: `int`, `BigInt`, `float`, `Decimal`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mizan.ir.model import NumericType
from mizan.schema.core_node import CoreNode, after, chain, mark_of, plain
from mizan.schema.native_text import text_of_bigint, text_of_decimal
from mizan.schema.reading import ReadContext, Reading

MAX_SAFE = 2**53 - 1
_BIGINT = {"type": "str", "strict": True, "pattern": r"^(0|-?[1-9][0-9]*)$", "max_length": 4096}
_DECIMAL = {
    "type": "str",
    "strict": True,
    "pattern": r"^(0|-?(0\.[0-9]*[1-9]|[1-9][0-9]*(\.[0-9]*[1-9])?))$",
    "max_length": 4096,
}
_LEAST_ALIKE = 1e-4
_RULES = ("ge", "gt", "le", "lt", "multiple_of", "max_digits", "decimal_places", "allow_inf_nan")


def read_int(node: CoreNode, context: ReadContext) -> Reading:
    if mark_of(node) == "bigint":
        return _read_bigint(node, context)
    low, high = node.get("ge"), node.get("le")
    core = {
        "type": "int",
        "strict": True,
        **_rules(node),
        "ge": -MAX_SAFE if low is None else max(low, -MAX_SAFE),
        "le": MAX_SAFE if high is None else min(high, MAX_SAFE),
    }
    return Reading(NumericType("integer", **_bounds(node)), core)


def _read_bigint(node: CoreNode, context: ReadContext) -> Reading:
    type_ = NumericType("bigint", **_bounds(node))
    if context.side == "output":
        return Reading(type_, chain({"type": "int", "strict": True, **_rules(node)}, plain(text_of_bigint)))
    return Reading(type_, chain(_BIGINT, {"type": "int", "strict": False, **_rules(node)}))


def read_float(node: CoreNode, context: ReadContext) -> Reading:
    """Steps are exact in digits by the IR, and not in Pydantic: the structure alone looks at them."""
    rules = _rules(node)
    step = rules.pop("multiple_of", None)
    core = {"type": "float", "strict": True, **rules, "allow_inf_nan": False}
    if context.side == "output":
        core = after(_printable_alike, core)
    return Reading(NumericType("number", **_bounds(node)), core, is_exact=step is None)


def _printable_alike(value: float) -> float:
    """What Rust prints as ECMAScript does: whole numbers as ints, others where neither has an exponent."""
    if value.is_integer() and -MAX_SAFE <= value <= MAX_SAFE:
        return int(value)
    if _LEAST_ALIKE <= abs(value) <= MAX_SAFE:
        return value
    raise ValueError("is printed by the exact encoder")


def read_decimal(node: CoreNode, context: ReadContext) -> Reading:
    """As with doubles; a long number divided by a small step is beyond Python's precision."""
    type_ = NumericType("decimal", **_bounds(node))
    rules = _rules(node)
    has_step = type_.multiple_of is not None
    if has_step:
        del rules["multiple_of"]
    if context.side == "output":
        return Reading(type_, chain({"type": "decimal", "strict": True, **rules}, plain(text_of_decimal)))
    core = chain(_DECIMAL, {"type": "decimal", "strict": False, **rules})
    return Reading(type_, core, is_exact=not has_step)


def _rules(node: Mapping[str, Any]) -> CoreNode:
    return {rule: node[rule] for rule in _RULES if node.get(rule) is not None}


def _bounds(node: Mapping[str, Any]) -> dict[str, Any]:
    named = {
        "min": node.get("ge"),
        "exclusive_min": node.get("gt"),
        "max": node.get("le"),
        "exclusive_max": node.get("lt"),
        "multiple_of": node.get("multiple_of"),
    }
    return {name: bound for name, value in named.items() if (bound := _printable(value)) is not None}


def _printable(value: object) -> int | float | None:
    """The IR prints bounds as numbers; one that a double does not hold stays Pydantic's alone."""
    if isinstance(value, int):
        return value if abs(value) <= MAX_SAFE or float(value) == value else None
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else None
    return value if isinstance(value, float) and math.isfinite(value) else None
