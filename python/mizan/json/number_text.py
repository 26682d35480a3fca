"""
Numbers as ECMAScript prints them (RFC 8785 §3.2.2.3; SPEC.md, JSON-11, VAL-10), and as the nearest double
(JSON-9).
"""

from __future__ import annotations

from math import isfinite
from typing import Final

from mizan.json.json_error import JsonError

MAX_SAFE_INTEGER: Final = 9_007_199_254_740_991
"""2^53−1: doubles tell every whole number up to it from its neighbours."""


def number_text(value: float) -> str:
    """
    Plain digits from 1e-6 up to 1e21, else an exponent; `0` for `-0`. An `int` beyond ±(2^53−1) is printed as
    the double that it is. Raises JsonError for what is not finite.
    """
    if isinstance(value, int) and -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        return int.__repr__(value)
    number = to_double(value)
    if -MAX_SAFE_INTEGER <= number <= MAX_SAFE_INTEGER and number.is_integer():
        return int.__repr__(int(number))
    return _print(repr(number))


def to_double(value: float) -> float:
    """The nearest double. Raises JsonError where that is not finite."""
    try:
        number = float(value)
    except OverflowError:
        raise JsonError("JSON has no number that is not finite.") from None
    if not isfinite(number):
        raise JsonError("JSON has no number that is not finite.")
    return number


def to_number(value: float) -> int | float:
    """The one Python value of a finite double: `int` where it is whole and within ±(2^53−1)."""
    return int(value) if value.is_integer() and -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER else value


def _print(text: str) -> str:
    """Python's shortest digits, set as ECMAScript does."""
    sign = "-" if text.startswith("-") else ""
    mantissa, _, exponent = text.removeprefix("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    if fraction == "0":
        fraction = ""
    written = whole + fraction
    digits = written.lstrip("0")
    # The value is 0.DIGITS · 10^point.
    point = len(whole) + int(exponent or "0") - (len(written) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return f"{sign}{digits}{'0' * (point - len(digits))}"
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"{'+' if point > 0 else '-'}{abs(point - 1)}"
    return f"{sign}{digits[0]}{'.' if len(digits) > 1 else ''}{digits[1:]}e{power}"
