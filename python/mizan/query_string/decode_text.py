"""
One scalar out of a query string (SPEC.md, CTX-3): numbers and booleans in the exact grammar of their
canonical text, other texts as in a body.
"""

from __future__ import annotations

import re

from mizan.ir.model import BytesType, EnumType, LiteralType, NumericType, PlainType, ResolvedType, StringType
from mizan.json.json_value import JsonValue
from mizan.json.number_text import MAX_SAFE_INTEGER, number_text, to_number
from mizan.values.base64 import normalize_bytes
from mizan.values.canonical_text import canonical_text_of_kind
from mizan.values.decimal import normalize_bigint, normalize_decimal
from mizan.values.normal_text import NORMALIZE_TEXT_OF

# No more than a double can be printed with.
_may_be_number = re.compile(r"-?[0-9]{1,21}(?:\.[0-9]{1,25})?(?:e[+-][0-9]{1,3})?").fullmatch

_TRUTHS = {"true": True, "false": False}


def decode_text(type_: ResolvedType, text: str) -> JsonValue:
    """The value of the text, or None where a parser of any language would have to be lenient to take it."""
    match type_:
        case LiteralType():
            return type_.value if canonical_text_of_kind("text", type_.value) == text else None
        case NumericType():
            return _decode_number(type_, text)
        case PlainType(kind="boolean"):
            return _TRUTHS.get(text)
        case PlainType(kind="uuid" | "date" | "time" | "datetime" | "duration" as kind):
            return NORMALIZE_TEXT_OF[kind](text)
        case BytesType():
            return normalize_bytes(text)
        case StringType() | EnumType():
            return text
        case _:
            return None


def _decode_number(type_: NumericType, text: str) -> JsonValue:
    match type_.kind:
        case "integer":
            return _decode_integer(text)
        case "number":
            return _decode_double(text)
        case "bigint":
            return normalize_bigint(text)
        case "decimal":
            return normalize_decimal(text)


def _decode_integer(text: str) -> int | None:
    """`-?(0|[1-9][0-9]*)` within ±(2^53−1); `-0` is 0."""
    normal = normalize_bigint(text)
    if normal is None or len(normal) > len(str(-MAX_SAFE_INTEGER)):
        return None
    value = int(normal)
    return value if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER else None


def _decode_double(text: str) -> int | float | None:
    if not _may_be_number(text):
        return None
    value = float(text)
    return to_number(value) if value - value == 0 and number_text(value) == text else None
