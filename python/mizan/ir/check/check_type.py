"""Type expressions and fields of a document: that they mean something (IR.md, Types, Normal forms)."""

from __future__ import annotations

from collections.abc import Sequence

from mizan.ir.check.check_bounds import check_bounds
from mizan.ir.check.check_name import NAME_RULE
from mizan.ir.check.inspection import Inspection
from mizan.ir.model import (
    ContextParam,
    Field,
    NamedType,
    NullableType,
    RefType,
    StructType,
    TypeExpression,
    UnionType,
)
from mizan.ir.reached_types import inner_types
from mizan.ir.resolve_type import resolve_type
from mizan.json.json_error import JsonError
from mizan.json.parse_json import parse_json
from mizan.structure.structure_error import StructureError
from mizan.values.name import is_name


def check_named_type(named: NamedType, inspection: Inspection) -> None:
    place = f"type {named.name}"
    if _is_endless(named, inspection):
        problem = "holds itself with nothing in between: put an object, a list or a map there"
        inspection.report(place, problem)
    else:
        check_type(named.type, place, inspection)


def check_type(type_: TypeExpression, place: str, inspection: Inspection) -> None:
    """What is around a broken type is not looked at: its problem has been named."""
    before = len(inspection.problems)
    check_bounds(type_, lambda problem: inspection.report(place, problem))
    if isinstance(type_, StructType):
        check_fields(type_.fields, place, inspection)
    else:
        for inner in inner_types(type_):
            check_type(inner, place, inspection)
    if len(inspection.problems) == before:
        inspection.attempt(place, lambda: _compile(type_, inspection))


def _compile(type_: TypeExpression, inspection: Inspection) -> None:
    if isinstance(type_, RefType):
        resolve_type(type_, inspection.types)
    else:
        inspection.structures.checker(inspection.normalizer.normalize_type(type_))


def check_fields(fields: Sequence[Field], owner: str, inspection: Inspection) -> None:
    seen: set[str] = set()
    for field in fields:
        place = f"{owner}, field {field.name}"
        if not is_name(field.name):
            inspection.report(place, NAME_RULE)
        if field.name in seen:
            inspection.report(place, "is declared twice")
        seen.add(field.name)
        if field.optional and field.default is not None:
            problem = "cannot be optional and have a default: a default is optional on input already"
            inspection.report(place, problem)
        before = len(inspection.problems)
        check_type(field.type, place, inspection)
        if len(inspection.problems) == before:
            check_constant(field, place, inspection)


def check_constant(field: Field | ContextParam, place: str, inspection: Inspection) -> None:
    """
    That a default is a constant of the type. An example may show what a rule of the schema library makes of
    it.
    """
    text = field.default
    if text is None:
        return
    try:
        value = parse_json(text)
    except JsonError:
        inspection.report(place, f"the default {text} is no JSON")
        return
    check = inspection.attempt(place, lambda: inspection.structures.checker(field.type))
    if check is None:
        return
    try:
        check(value)
    except StructureError as error:
        [(pointer, messages), *_] = error.fields.items()
        problem = f'the default {text} is no constant of its type: "{pointer}" {messages[0]}'
        inspection.report(place, problem)


def _is_endless(named: NamedType, inspection: Inspection) -> bool:
    """Whether the type comes back to itself through refs, nullables and unions alone."""
    seen: set[str] = set()
    open_ = [named.type]
    while open_:
        type_ = open_.pop()
        if isinstance(type_, (NullableType, UnionType)):
            open_.extend(inner_types(type_))
        if not isinstance(type_, RefType):
            continue
        if type_.name == named.name:
            return True
        following = inspection.types.get(type_.name)
        if following is not None and following.name not in seen:
            seen.add(following.name)
            open_.append(following.type)
    return False
