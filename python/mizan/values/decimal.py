"""
Normal forms of `bigint` and `decimal` (SPEC.md, Values, VAL-18), and their exact comparison with the IR's
bounds (IR-8).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from mizan.generated.limits import MAX_NUMBER_CHARS
from mizan.json.number_text import number_text

_is_bigint = re.compile(r"-?(?:0|[1-9][0-9]*)").fullmatch

_FIRST_TOO_LONG = 10**MAX_NUMBER_CHARS

_is_decimal = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?").fullmatch


def normalize_bigint(text: str) -> str | None:
    """Plain digits without `-0`; None for a plus sign, leading zeros, a point or an exponent."""
    # Bounded, because conversions of digits grow faster than linearly.
    if len(text) > MAX_NUMBER_CHARS or not _is_bigint(text):
        return None
    return "0" if text == "-0" else text


def normalize_decimal(text: str) -> str | None:
    """Plain digits without trailing zeros after the point and without `-0`."""
    if len(text) > MAX_NUMBER_CHARS or not _is_decimal(text):
        return None
    short = text.rstrip("0").removesuffix(".") if "." in text else text
    return "0" if short == "-0" else short


def decimal_to_text(value: Decimal) -> str | None:
    """Normal form of a native; None when it is not finite, or longer than a text may be."""
    # Looks at the exponent before it writes that many zeros.
    if not value.is_finite() or abs(value.adjusted()) > MAX_NUMBER_CHARS:
        return None
    return normalize_decimal(f"{value:f}")


def bigint_to_text(value: int) -> str | None:
    """Normal form of a native; None when it is longer than a text may be."""
    # Python itself refuses to print many more digits.
    return normalize_bigint(str(value)) if -_FIRST_TOO_LONG < value < _FIRST_TOO_LONG else None


class ExactNumber(NamedTuple):
    """A decimal number as `digits · 10^-scale`, exactly."""

    digits: int
    scale: int


def to_exact(value: str | float) -> ExactNumber:
    """Of a decimal's normal form, or of a finite double as ECMAScript prints it (`1.5e-7`)."""
    text = value if isinstance(value, str) else number_text(value)
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    scale = len(fraction) - int(exponent or "0")
    digits = int(whole + fraction)
    return ExactNumber(digits * 10**-scale, 0) if scale < 0 else ExactNumber(digits, scale)


def compare_exact(a: ExactNumber, b: ExactNumber) -> int:
    """Negative, zero or positive, as `a` is below, equal to or above `b`."""
    x, y = _align(a, b)
    return (x > y) - (x < y)


def is_multiple_of(value: ExactNumber, step: ExactNumber) -> bool:
    """Whether `value` is a whole multiple of `step`, as decimal numbers: 0.3 is one of 0.1."""
    x, y = _align(value, step)
    return y != 0 and x % y == 0


def _align(a: ExactNumber, b: ExactNumber) -> tuple[int, int]:
    scale = max(a.scale, b.scale)
    return a.digits * 10 ** (scale - a.scale), b.digits * 10 ** (scale - b.scale)
