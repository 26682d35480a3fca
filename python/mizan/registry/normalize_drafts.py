"""Brings types of drafts to normal form, once every named type is known; what has none is a mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from mizan.ir.ir_error import IrError
from mizan.ir.model import Field, NamedType, StructType, TypeExpression
from mizan.ir.normalize_type import Normalizer
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
    known = Normalizer(to_named_types(declared))
    types = to_named_types([_normalize_named(each, known, table, report) for each in declared])
    structures = Structures(types)
    for each in types.values():
        for field in each.type.fields if isinstance(each.type, StructType) else ():
            if not _fits_default(field, structures):
                reason = f'the member "{field.name}" of the type "{each.name}": {_default_problem(field)}'
                report.add(table.usage_of(each.name), reason)
    forms = _Forms(Normalizer(types), structures)
    return NormalDrafts(tuple(_normalize_draft(draft, forms) for draft in drafts), types, structures)


@dataclass(frozen=True, slots=True)
class _Forms:
    normalizer: Normalizer
    structures: Structures


def _normalize_named(
    named: NamedType, normalizer: Normalizer, table: TypeTable, report: DeclarationReport
) -> NamedType:
    try:
        return replace(named, type=normalizer.normalize_type(named.type))
    except IrError as error:
        report.add(table.usage_of(named.name), f'the type "{named.name}": {error}')
        return named


def _normalize_draft(draft: FunctionDraft, forms: _Forms) -> FunctionDraft:
    report = draft.report
    fields = tuple(_normalize_argument(field, forms, report) for field in draft.input.fields)
    output = _normalize_result(draft.output.type, forms, report, "output")
    errors = tuple(_normalize_error(error, forms, report) for error in draft.errors)
    if not report.is_broken:
        _guarded(report, "input", lambda: forms.structures.fields_checker(fields))
    return replace(
        draft,
        input=replace(draft.input, fields=fields),
        output=replace(draft.output, type=output),
        errors=errors,
    )


def _normalize_error(error: ErrorDraft, forms: _Forms, report: FunctionReport) -> ErrorDraft:
    type_ = _normalize_result(error.details.type, forms, report, f"errors.{error.code}.details")
    return replace(error, details=replace(error.details, type=type_))


def _normalize_argument(field: Field, forms: _Forms, report: FunctionReport) -> Field:
    path = f"input.{field.name}"
    normal = _guarded(report, path, lambda: forms.normalizer.normalize_field(field)) or field
    if not report.is_broken and not _fits_default(normal, forms.structures):
        report.add_at(
            path,
            _default_problem(normal),
            "A default is a constant of the type; a computed one makes the argument optional.",
        )
    return normal


def _normalize_result(
    type_: TypeExpression, forms: _Forms, report: FunctionReport, path: str
) -> TypeExpression:
    def normalize() -> TypeExpression:
        normal = forms.normalizer.normalize_type(type_)
        forms.structures.encoder(normal)
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
