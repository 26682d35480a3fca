"""Normal form of numeric types (IR.md, IR-14)."""

from __future__ import annotations

from math import ceil, floor, isfinite

from mizan.ir.ir_error import IrError
from mizan.ir.model import NumericType
from mizan.json.number_text import MAX_SAFE_INTEGER, to_double, to_number


def normalize_number(type_: NumericType) -> NumericType:
    """Raises IrError for bounds that are not finite and steps that are not positive."""
    bounds = (type_.min, type_.max, type_.exclusive_min, type_.exclusive_max, type_.multiple_of)
    if not all(bound is None or isfinite(bound) for bound in bounds):
        raise IrError(f"A bound of {type_.kind} is not finite.")
    step = type_.multiple_of
    if step is not None and step <= 0:
        raise IrError("multiple-of must be more than 0.")
    if type_.kind == "integer" or (type_.kind == "number" and step == 1):
        return _normalize_integer(type_)
    if type_.kind == "bigint" and _has_safe_bounds(type_):
        low, high = _whole_bounds(type_)
        return NumericType("bigint", max=high, min=low, multiple_of=_without_one(step))
    low, low_outside = type_.min, type_.exclusive_min
    high, high_outside = type_.max, type_.exclusive_max
    keeps_min = low_outside is None or (low is not None and low > low_outside)
    keeps_max = high_outside is None or (high is not None and high < high_outside)
    return NumericType(
        type_.kind,
        min=low if keeps_min else None,
        exclusive_min=None if keeps_min else low_outside,
        max=high if keeps_max else None,
        exclusive_max=None if keeps_max else high_outside,
        multiple_of=_without_one(step) if type_.kind == "bigint" else step,
    )


def _normalize_integer(type_: NumericType) -> NumericType:
    """Whole, inclusive bounds; those at or beyond ±(2^53−1) bound nothing."""
    low, high = _whole_bounds(type_)
    return NumericType(
        "integer",
        min=low if low is not None and low > -MAX_SAFE_INTEGER else None,
        max=high if high is not None and high < MAX_SAFE_INTEGER else None,
        multiple_of=_without_one(type_.multiple_of),
    )


def _has_safe_bounds(type_: NumericType) -> bool:
    """Whether doubles can tell every bound of a bigint from its neighbours."""
    bounds = (type_.min, type_.max, type_.exclusive_min, type_.exclusive_max)
    return all(bound is None or abs(bound) < MAX_SAFE_INTEGER for bound in bounds)


def _without_one(step: float | None) -> float | None:
    """Every whole number is a multiple of 1."""
    return None if step == 1 else step


def _whole_bounds(type_: NumericType) -> tuple[float | None, float | None]:
    lows: list[int] = []
    highs: list[int] = []
    if type_.min is not None:
        lows.append(ceil(type_.min))
    if type_.exclusive_min is not None:
        lows.append(floor(type_.exclusive_min) + 1)
    if type_.max is not None:
        highs.append(floor(type_.max))
    if type_.exclusive_max is not None:
        highs.append(ceil(type_.exclusive_max) - 1)
    low = to_number(to_double(max(lows))) if lows else None
    return low, to_number(to_double(min(highs))) if highs else None
