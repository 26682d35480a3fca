"""A function's result → wire JSON: in one pass where its classes are the annotation's, else by the IR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import ValidationError

from mizan.generated.limits import MAX_DEPTH
from mizan.json.json_value import JsonValue
from mizan.schema.core_node import compile_node
from mizan.schema.reading import Reading
from mizan.schema.type_table import TypeTable
from mizan.structure.encode_error import EncodeError
from mizan.structure.structure_error import StructureError
from mizan.structure.structures import Structures

ResultEncoder = Callable[[Any], JsonValue]
"""Raises EncodeError when the value does not fit."""


def compile_result(reading: Reading, structures: Structures, table: TypeTable) -> ResultEncoder:
    definitions = [each.core for each in table.reached(reading.core, "output")]
    encode_quickly = compile_node(reading.core, definitions).validate_python
    encode_exactly = structures.encoder(reading.type)
    check = structures.checker(reading.type)
    spread = reading.spread
    is_deep = table.is_deep(reading, "output")

    def encode(value: Any) -> JsonValue:  # noqa: ANN401 - whatever a handler returns
        try:
            encoded = encode_quickly(value)
            if not is_deep or _is_shallow(encoded, MAX_DEPTH - _ENVELOPE_DEPTH):
                return encoded
            encoded = encode_exactly(_spread(spread, value))
        except (ValidationError, AttributeError, OverflowError):
            # Another class than the annotation's may fit all the same, and what does not fit is to be named.
            encoded = encode_exactly(_spread(spread, value))
        try:
            return check(encoded)
        except StructureError as error:
            pointer, messages = next(iter(error.fields.items()))
            raise EncodeError(pointer, messages[0]) from None

    return encode


# Levels that an answer puts around a value: the body, a list in it, an item of that, a bundle.
_ENVELOPE_DEPTH = 4


def _is_shallow(value: JsonValue, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    members = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_shallow(each, levels - 1) for each in members)


def _spread(spread: Callable[[object], object], value: object) -> object:
    try:
        return spread(value)
    except ValueError as error:
        raise EncodeError("", str(error)) from error
