"""A function's result → wire JSON: in one pass where its classes are the annotation's, else by the IR."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic_core import ValidationError, to_json

from mizan.generated.limits import MAX_DEPTH
from mizan.json.json_value import JsonValue
from mizan.json.print_json import print_json
from mizan.schema.core_node import compile_node
from mizan.schema.reading import Reading
from mizan.schema.type_table import TypeTable
from mizan.structure.encode_error import EncodeError
from mizan.structure.structure_error import StructureError
from mizan.structure.structures import Structures


@dataclass(frozen=True, slots=True)
class ResultEncoder:
    encode: Callable[[Any], JsonValue]
    """Raises EncodeError when the value does not fit."""
    encode_text: Callable[[Any], str]
    """The text that `print_json` makes of it, at once."""


def compile_result(reading: Reading, structures: Structures, table: TypeTable) -> ResultEncoder:
    definitions = [each.core for each in table.reached(reading.core, "output")]
    quick = compile_node(reading.core, definitions).validate_python
    exact = _compile_exactly(reading, structures)
    if table.is_deep(reading, "output"):
        quick = _limit_depth(quick)

    def encode(value: Any) -> JsonValue:  # noqa: ANN401 - whatever a handler returns
        try:
            return quick(value)
        except _MISFITS:
            return exact(value)

    def encode_text(value: Any) -> str:  # noqa: ANN401 - whatever a handler returns
        try:
            wire = quick(value)
        except _MISFITS:
            return print_json(exact(value))
        return to_json(wire).decode()

    # Any JSON may hold a double that Rust prints otherwise than ECMAScript.
    has_json = "json" in table.kinds(reading, "output")
    return ResultEncoder(encode, (lambda value: print_json(encode(value))) if has_json else encode_text)


# Another class than the annotation's may fit all the same, and what does not fit is to be named.
_MISFITS = (ValidationError, AttributeError, OverflowError)

# Levels that an answer puts around a value: the body, a list in it, an item of that, a bundle.
_ENVELOPE_DEPTH = 4


def _compile_exactly(reading: Reading, structures: Structures) -> Callable[[object], JsonValue]:
    encode = structures.encoder(reading.type)
    check = structures.checker(reading.type)
    spread = reading.spread

    def encode_exactly(value: object) -> JsonValue:
        try:
            plain = spread(value)
        except ValueError as error:
            raise EncodeError("", str(error)) from error
        encoded = encode(plain)
        try:
            return check(encoded)
        except StructureError as error:
            pointer, messages = next(iter(error.fields.items()))
            raise EncodeError(pointer, messages[0]) from None

    return encode_exactly


def _limit_depth(quick: Callable[[Any], JsonValue]) -> Callable[[Any], JsonValue]:
    def encode_shallow(value: Any) -> JsonValue:  # noqa: ANN401 - whatever a handler returns
        encoded = quick(value)
        if not _is_shallow(encoded, MAX_DEPTH - _ENVELOPE_DEPTH):
            raise OverflowError
        return encoded

    return encode_shallow


def _is_shallow(value: JsonValue, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    members = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_shallow(each, levels - 1) for each in members)
