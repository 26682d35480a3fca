"""
Arguments from the wire: structure by the IR, natives, then the rules of Pydantic (VAL-14).

One schema of pydantic-core, made from the annotations, does all three in one pass for arguments in normal
form. It takes nothing that the structure would refuse; whatever it does not take goes the long way, which
knows why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic_core import SchemaValidator, ValidationError

from mizan.json.json_value import JsonObject, JsonValue
from mizan.json.parse_json import parse_json
from mizan.registry.function_draft import InputDraft
from mizan.registry.registry import Decoded, Misfit
from mizan.registry.validation_problems import validation_problems
from mizan.schema.core_node import CoreNode, compile_node
from mizan.schema.reading import Reading
from mizan.schema.type_table import TypeTable
from mizan.structure.structure_error import StructureError
from mizan.structure.structures import Structures

ArgumentsDecoder = Callable[[JsonValue], Decoded | Misfit]

Normalizer = Callable[[Any, JsonValue], JsonValue]
"""Brings what Pydantic made of a checked value back to the wire: what canonical texts are made of."""


@dataclass(frozen=True, slots=True)
class InputValidator:
    validate: Callable[[object], dict[str, Any]]
    """Normal forms of the wire → natives by name. Raises ValidationError."""
    is_exact: bool
    """Takes nothing that the structure would refuse."""


def compile_input(readings: Mapping[str, Reading], table: TypeTable) -> InputValidator:
    fields: CoreNode = {
        name: {
            "type": "typed-dict-field",
            "schema": reading.core,
            "required": reading.default is None and not reading.is_optional,
        }
        for name, reading in readings.items()
    }
    core: CoreNode = {"type": "typed-dict", "fields": fields, "extra_behavior": "forbid", "strict": False}
    reached = table.reached(core, "input")
    validator: SchemaValidator = compile_node(core, [reading.core for reading in reached])
    is_exact = all(reading.is_exact for reading in [*readings.values(), *reached])
    return InputValidator(cast("Callable[[object], dict[str, Any]]", validator.validate_python), is_exact)


def compile_arguments(
    draft: InputDraft, structures: Structures, table: TypeTable, keyed: Mapping[str, Normalizer | None]
) -> ArgumentsDecoder:
    """`keyed`: arguments of which keys or targets are made, with a normalizer where a rule changes them."""
    normalizers = {name: each for name, each in keyed.items() if each is not None}
    check = structures.fields_checker(draft.fields)
    validator = compile_input(draft.readings, table)
    validate = validator.validate
    defaults: JsonObject = {
        each.name: parse_json(each.default) for each in draft.fields if each.default is not None
    }

    def decode_slowly(args: JsonValue) -> Decoded | Misfit:
        try:
            normal = cast(JsonObject, check(args))
        except StructureError as error:
            return Misfit(error.fields)
        try:
            value = validate(without_filled(normal, args))
        except ValidationError as error:
            return Misfit(validation_problems(error, normal))
        return Decoded(value, _normalize(normal, value, normalizers))

    if not validator.is_exact:
        return decode_slowly

    # Members of members that were left out belong into a key as well.
    fills = any(
        each.name in keyed and table.fills_members(draft.readings[each.name], "input")
        for each in draft.fields
    )

    def decode(args: JsonValue) -> Decoded | Misfit:
        try:
            value = validate(args)
        except ValidationError:
            return decode_slowly(args)
        given = cast(JsonObject, check(args) if fills else args)
        normal = {**defaults, **given} if defaults else given
        return Decoded(value, _normalize(normal, value, normalizers) if normalizers else normal)

    return decode


def without_filled(normal: JsonValue, given: JsonValue) -> JsonValue:
    """Without what the structure filled in: defaults are Pydantic's to set, so that models know what came."""
    if normal is given:
        return normal
    if isinstance(normal, dict) and isinstance(given, dict):
        return {name: without_filled(each, given[name]) for name, each in normal.items() if name in given}
    if isinstance(normal, list) and isinstance(given, list):
        return [without_filled(each, was) for each, was in zip(normal, given, strict=True)]
    return normal


def _normalize(
    normal: JsonObject, value: Mapping[str, Any], normalizers: Mapping[str, Normalizer]
) -> JsonObject:
    changed = {
        name: normalize(value[name], normal[name])
        for name, normalize in normalizers.items()
        if name in normal and name in value
    }
    return {**normal, **changed} if changed else normal
