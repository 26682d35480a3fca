"""
Checks of `integer`, `number`, and of `bigint` and `decimal`, which travel as texts (SPEC.md, Values; IR.md,
IR-8).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import inf, isfinite
from typing import TypeAlias, TypeVar

from mizan.ir.model import NumericType
from mizan.json.number_text import MAX_SAFE_INTEGER, number_text, to_number
from mizan.structure.compilation import Direction
from mizan.structure.misfit_error import Check, MisfitError
from mizan.structure.native import unwrap
from mizan.values.decimal import (
    bigint_to_text,
    compare_exact,
    decimal_to_text,
    is_multiple_of,
    normalize_bigint,
    normalize_decimal,
    to_exact,
)

_Rule: TypeAlias = Callable[["str | float"], bool]
_Rules: TypeAlias = list[tuple[_Rule, str]]
"""What must hold, and the message where it does not."""


def compile_integer(type_: NumericType, direction: Direction) -> Check:
    """`5.0` is the integer 5; one beyond ±(2^53−1) has been rounded by somebody and is refused."""
    rules = _compile_rules(type_) if direction == "in" else []
    low, high = -MAX_SAFE_INTEGER, MAX_SAFE_INTEGER

    def check_all(value: object, _depth: int) -> object:
        number = _to_integer(unwrap(value) if direction == "out" else value)
        if number is None or not -MAX_SAFE_INTEGER <= number <= MAX_SAFE_INTEGER:
            raise MisfitError("must be an integer within ±(2^53−1)")
        return _obey(rules, number)

    def check(value: object, depth: int) -> object:
        if type(value) is int and low <= value <= high:
            return value
        return check_all(value, depth)

    if not rules:
        return check
    if type_.exclusive_min is None and type_.exclusive_max is None and type_.multiple_of is None:
        low = max(low, -inf if type_.min is None else type_.min)
        high = min(high, inf if type_.max is None else type_.max)
        return check
    return check_all


def compile_number(type_: NumericType, direction: Direction) -> Check:
    rules = _compile_rules(type_) if direction == "in" else []

    def check(value: object, _depth: int) -> object:
        if type(value) is float and isfinite(value):
            number = to_number(value)
            # The very object where it stays a double, so that nothing is copied around it.
            return _obey(rules, value if type(number) is float else number)
        if type(value) is int and -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
            return _obey(rules, value)
        return _obey(rules, _to_double(unwrap(value) if direction == "out" else value))

    return check


def compile_numeric_text(type_: NumericType, direction: Direction) -> Check:
    """A native is taken on the way out: `int`, and for `decimal` a Decimal too."""
    is_bigint = type_.kind == "bigint"
    normalize = normalize_bigint if is_bigint else normalize_decimal
    message = f"must be a text of {'an integer' if is_bigint else 'a decimal number'} in plain digits"
    rules = _compile_rules(type_) if direction == "in" else []

    def check(value: object, _depth: int) -> object:
        normal = normalize(value) if isinstance(value, str) else None
        if normal is None and direction == "out":
            normal = _native_text(unwrap(value), takes_decimal=not is_bigint)
        if normal is None:
            raise MisfitError(message)
        _obey(rules, normal)
        return value if normal == value else normal

    return check


def _native_text(value: object, *, takes_decimal: bool) -> str | None:
    if isinstance(value, Decimal):
        return decimal_to_text(value) if takes_decimal else None
    if isinstance(value, int) and not isinstance(value, bool):
        return bigint_to_text(value)
    return None


def _to_integer(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _to_double(value: object) -> float:
    """Of what is no plain number within the safe integers: a native integer must be a double as it stands."""
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = inf
        if number == value:
            return to_number(number)
    raise MisfitError("must be a finite number")


_Value = TypeVar("_Value", str, float)


def _obey(rules: _Rules, value: _Value) -> _Value:
    if rules:
        broken = [message for holds, message in rules if not holds(value)]
        if broken:
            raise MisfitError(*broken)
    return value


def _compile_rules(type_: NumericType) -> _Rules:
    rules: _Rules = []
    bounds: tuple[tuple[float | None, str, Callable[[int], bool]], ...] = (
        (type_.min, "must be at least", lambda order: order >= 0),
        (type_.max, "must be at most", lambda order: order <= 0),
        (type_.exclusive_min, "must be more than", lambda order: order > 0),
        (type_.exclusive_max, "must be less than", lambda order: order < 0),
    )
    for bound, message, holds in bounds:
        if bound is not None:
            rules.append((_compile_bound(bound, holds), f"{message} {number_text(bound)}"))
    step = type_.multiple_of
    if step is not None:
        rules.append((_compile_multiple_of(step), f"must be a multiple of {number_text(step)}"))
    return rules


def _compile_bound(bound: float, holds: Callable[[int], bool]) -> _Rule:
    exact = to_exact(bound)

    def check(value: str | float) -> bool:
        if isinstance(value, str):
            return holds(compare_exact(to_exact(value), exact))
        return holds((value > bound) - (value < bound))

    return check


def _compile_multiple_of(step: float) -> _Rule:
    """
    Exact in decimal digits: what a person means by "0.3 is a multiple of 0.1", and the same in every
    language.
    """
    whole_step = to_number(step) if isinstance(step, float) else step
    exact = to_exact(step)

    def check(value: str | float) -> bool:
        if isinstance(value, int) and isinstance(whole_step, int):
            return whole_step != 0 and value % whole_step == 0
        return is_multiple_of(to_exact(value), exact)

    return check
