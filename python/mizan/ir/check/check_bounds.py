"""Numbers inside types: counts that are counts, and ranges that hold something."""

from __future__ import annotations

from collections.abc import Callable

from mizan.ir.model import (
    BytesType,
    FileType,
    ListType,
    LiteralType,
    NumericType,
    StringType,
    TypeExpression,
    UnionType,
)
from mizan.json.number_text import MAX_SAFE_INTEGER, number_text
from mizan.values.name import is_name


def check_bounds(type_: TypeExpression, report: Callable[[str], None]) -> None:
    match type_:
        case StringType():
            _check_counts("length", (type_.min_length, type_.max_length), report)
        case ListType():
            _check_counts("number of items", (type_.min_items, type_.max_items), report)
        case BytesType():
            _check_counts("length", (None, type_.max_length), report)
        case FileType():
            _check_counts("size", (None, type_.max_size), report)
        case NumericType(min=low, max=high) if low is not None and high is not None and low > high:
            report(f"a number cannot be at least {number_text(low)} and at most {number_text(high)}")
        case LiteralType(value=int() | float() as value):
            if not is_safe_integer(value):
                report(f"the literal {number_text(value)} is no integer within ±(2^53−1)")
        case UnionType(discriminator=str() as name) if not is_name(name):
            report(f'the discriminator "{name}" is no name')
        case _:
            pass


def is_safe_integer(value: float) -> bool:
    """True of `True`, which is 1 in Python."""
    return -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER and float(value).is_integer()


def _check_counts(
    what: str, counts: tuple[float | None, float | None], report: Callable[[str], None]
) -> None:
    low, high = counts
    for count in counts:
        if count is not None and not (is_safe_integer(count) and count >= 0):
            report(f"the {what} {number_text(count)} is no count")
    if low is not None and high is not None and low > high:
        report(f"the {what} cannot be at least {number_text(low)} and at most {number_text(high)}")
