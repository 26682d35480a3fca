"""Brings types of drafts to normal form, once every named type is known; what has none is a mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from mizan.ir.ir_error import IrError
from mizan.ir.model import Field, NamedType, StructType, TypeExpression
from mizan.ir.normalize_type import normalize_field, normalize_type
from mizan.ir.resolve_type import NamedTypes, to_named_types
from mizan.json.parse_json import parse_json
from mizan.registry.declaration_report import DeclarationReport, FunctionReport
from mizan.registry.function_draft import ErrorDraft, FunctionDraft
from mizan.schema.type_table import TypeTable
from mizan.structure.structure_error import StructureError
from mizan.structure.structures import Structures

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class NormalDrafts:
    drafts: tuple[FunctionDraft, ...]
    types: NamedTypes
    structures: Structures


def normalize_drafts(
    drafts: Sequence[FunctionDraft], table: TypeTable, report: DeclarationReport
) -> NormalDrafts:
    declared, problems = table.collect()
    for problem in problems:
        report.add(problem.usage, problem.reason, problem.hint)
    known = to_named_types(declared)
    types = to_named_types([_normalize_named(each, known, report) for each in declared])
    structures = Structures(types)
    for each in types.values():
        for field in each.type.fields if isinstance(each.type, StructType) else ():
            if not _fits_default(field, structures):
                report.add(f'type "{each.name}"', f"{field.name}: {_default_problem(field)}")
    return NormalDrafts(
        tuple(_normalize_draft(draft, types, structures) for draft in drafts), types, structures
    )


def _normalize_named(named: NamedType, types: NamedTypes, report: DeclarationReport) -> NamedType:
    try:
        return replace(named, type=normalize_type(named.type, types))
    except IrError as error:
        report.add(f'type "{named.name}"', str(error))
        return named


def _normalize_draft(draft: FunctionDraft, types: NamedTypes, structures: Structures) -> FunctionDraft:
    report = draft.report
    fields = tuple(_normalize_argument(field, types, structures, report) for field in draft.input.fields)
    output = _normalize_result(draft.output.type, types, structures, (report, "output"))
    errors = tuple(_normalize_error(error, types, structures, report) for error in draft.errors)
    if not report.is_broken:
        _guarded(report, "input", lambda: structures.fields_checker(fields))
    return replace(
        draft,
        input=replace(draft.input, fields=fields),
        output=replace(draft.output, type=output),
        errors=errors,
    )


def _normalize_error(
    error: ErrorDraft, types: NamedTypes, structures: Structures, report: FunctionReport
) -> ErrorDraft:
    type_ = _normalize_result(error.details.type, types, structures, (report, f"errors.{error.code}.details"))
    return replace(error, details=replace(error.details, type=type_))


def _normalize_argument(
    field: Field, types: NamedTypes, structures: Structures, report: FunctionReport
) -> Field:
    path = f"input.{field.name}"
    normal = _guarded(report, path, lambda: normalize_field(field, types)) or field
    if not report.is_broken and not _fits_default(normal, structures):
        report.add_at(
            path,
            _default_problem(normal),
            "A default is a constant of the type; a computed one makes the argument optional.",
        )
    return normal


def _normalize_result(
    type_: TypeExpression, types: NamedTypes, structures: Structures, site: tuple[FunctionReport, str]
) -> TypeExpression:
    report, path = site

    def normalize() -> TypeExpression:
        normal = normalize_type(type_, types)
        structures.encoder(normal)
        return normal

    return _guarded(report, path, normalize) or type_


def _fits_default(field: Field, structures: Structures) -> bool:
    if field.default is None:
        return True
    try:
        structures.checker(field.type)(parse_json(field.default))
    except (StructureError, IrError):
        return False
    return True


def _default_problem(field: Field) -> str:
    return f"the default {field.default} does not fit the type"


def _guarded(report: FunctionReport, path: str, run: Callable[[], Result]) -> Result | None:
    try:
        return run()
    except IrError as error:
        report.add_at(path, str(error))
        return None
