"""Checks of `boolean`, `nothing`, `literal` and `enum`."""

from __future__ import annotations

from mizan.ir.model import EnumType, LiteralType
from mizan.json.number_text import to_number
from mizan.json.print_json import print_json
from mizan.structure.compilation import Direction
from mizan.structure.misfit_error import Check, MisfitError
from mizan.structure.native import unwrap

_NUMBERS = (int, float)


def check_boolean(value: object, _depth: int) -> object:
    if value is True or value is False:
        return value
    raise MisfitError("must be true or false")


def check_nothing(value: object, _depth: int) -> object:
    if value is None:
        return None
    raise MisfitError("must be null")


def compile_literal(type_: LiteralType, direction: Direction) -> Check:
    literal = to_number(type_.value) if isinstance(type_.value, float) else type_.value
    message = f"must be {print_json(literal)}"
    # What equals a number in Python is not all of one kind: `True == 1`.
    kinds = _NUMBERS if type(literal) in _NUMBERS else (type(literal),)

    def check(value: object, _depth: int) -> object:
        if type(value) in kinds and value == literal:
            return literal
        raise MisfitError(message)

    return check if direction == "in" else _of_enum(check)


def compile_enum(type_: EnumType, direction: Direction) -> Check:
    known = {value: value for value in type_.values}
    message = f"must be one of {', '.join(print_json(value) for value in type_.values)}"

    def check(value: object, _depth: int) -> object:
        if isinstance(value, str) and value in known:
            return known[value]
        raise MisfitError(message)

    return check if direction == "in" else _of_enum(check)


def _of_enum(check: Check) -> Check:
    """Members of Python's enums go out as their values."""
    return lambda value, depth: check(unwrap(value), depth)
