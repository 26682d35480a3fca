"""A param of a context: how a value that stands in a target comes to its canonical text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from pydantic_core import ValidationError

from mizan.ir.model import TypeExpression
from mizan.ir.resolve_type import NamedTypes, strip_nullable
from mizan.json.json_value import JsonValue
from mizan.registry.compile_arguments import Normalizer, compile_input
from mizan.registry.read_contexts import ParamDraft
from mizan.registry.registry import ParamMisfitError, RegisteredParam
from mizan.schema.read_annotation import read_annotation
from mizan.schema.reading import ReadContext, Reading
from mizan.schema.type_table import TypeTable
from mizan.structure.encode_error import EncodeError
from mizan.structure.structure_error import StructureError
from mizan.structure.structures import Structures
from mizan.values.canonical_text import canonical_text


@dataclass(frozen=True, slots=True)
class Compilation:
    """What all functions of an app have in common."""

    types: NamedTypes
    structures: Structures
    table: TypeTable


def compile_param(draft: ParamDraft, compilation: Compilation) -> RegisteredParam:
    structures, table, types = compilation.structures, compilation.table, compilation.types
    name, type_ = draft.name, draft.param.type
    source = draft.source.input
    validator = compile_input({name: source.readings[name]}, table)
    validate = validator.validate
    annotation = source.annotations[name]
    encode = _compile_encoder(annotation, type_, compilation)
    check = structures.checker(type_)
    normalizer = compile_normalizer(source.readings[name], annotation, type_, compilation)

    def normalize_slowly(value: Any) -> JsonValue:  # noqa: ANN401 - natives of the app
        try:
            checked = check(encode(value))
            validated = validate({name: checked})[name]
        except (EncodeError, StructureError, ValidationError) as error:
            raise ParamMisfitError(name) from error
        return checked if normalizer is None else normalizer(validated, checked)

    def normalize_quickly(value: Any) -> JsonValue:  # noqa: ANN401 - natives of the app
        """Most values in targets are arguments, which were brought to normal form when they came in."""
        if value.__class__ in _SCALARS:
            try:
                validate({name: value})
            except ValidationError:
                return normalize_slowly(value)
            return value
        return normalize_slowly(value)

    normalize = normalize_quickly if validator.is_exact and normalizer is None else normalize_slowly
    return RegisteredParam(
        name=name,
        type=type_,
        required=draft.param.required,
        used_by=draft.param.used_by,
        normalize=normalize,
        canonical_text=_compile_canonical_text(type_, types),
    )


def _compile_canonical_text(type_: TypeExpression, types: NamedTypes) -> Callable[[JsonValue], str | None]:
    """A normal form that is a text is its own canonical text (VAL-10)."""
    kind = strip_nullable(type_, types)[0].kind
    if kind in _TEXTS:
        return lambda value: cast("str | None", value)
    return lambda value: canonical_text(type_, value, types)


_TEXTS = ("string", "uuid", "date", "time", "datetime", "duration", "bytes", "bigint", "decimal", "enum")


_SCALARS = {int, str, bool}
"""Classes of the wire whose values are in normal form when a schema that is exact takes them."""


def compile_normalizer(
    reading: Reading,
    annotation: Any,  # noqa: ANN401 - a type
    type_: TypeExpression,
    compilation: Compilation,
) -> Normalizer | None:
    """
    None when no rule can change the value. When a rule leaves the type of the wire, the one before it stays.
    """
    reached = compilation.table.reached(reading.core, "input")
    if not any(each.may_change for each in [reading, *reached]):
        return None
    encode = _compile_encoder(annotation, type_, compilation)
    check = compilation.structures.checker(type_)

    def normalize(validated: Any, checked: JsonValue) -> JsonValue:  # noqa: ANN401 - what the annotation says
        try:
            return check(encode(validated))
        except (EncodeError, StructureError):
            return checked

    return normalize


def _compile_encoder(
    annotation: Any,  # noqa: ANN401 - a type
    type_: TypeExpression,
    compilation: Compilation,
) -> Callable[[Any], JsonValue]:
    """Of natives: what the annotation is as a result, under the param's own IR type."""
    problems: list[str] = []

    def note(path: str, _reason: str, _hint: str | None) -> None:
        problems.append(path)

    context = ReadContext("output", "param", "param", compilation.table, note)
    reading = read_annotation(annotation, context)
    encode = compilation.structures.encoder(type_)
    spread = reading.spread
    if problems:
        return encode

    def spread_and_encode(value: Any) -> JsonValue:  # noqa: ANN401 - natives of the app
        try:
            return encode(spread(value))
        except ValueError:
            return encode(value)

    return spread_and_encode
