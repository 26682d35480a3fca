"""
Contexts and their params: that queries agree, and that leaving a param out says one thing (IR-22, IR-23,
VAL-13).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mizan.ir.bare_type import bare_type
from mizan.ir.check.check_name import NAME_RULE
from mizan.ir.check.check_type import check_constant, check_type
from mizan.ir.check.inspection import Inspection
from mizan.ir.model import ContextNode, ContextParam, Field, FunctionNode, IrDocument
from mizan.ir.resolve_type import strip_nullable
from mizan.ir.type_node import print_type
from mizan.values.name import is_name


class _Declared(NamedTuple):
    query: FunctionNode
    field: Field


def check_context(context: ContextNode, inspection: Inspection) -> None:
    place = f"context {context.name}"
    if context.name not in inspection.queries:
        inspection.report(place, "has no query")
    for param in context.params:
        _check_param(context, param, inspection)
    for vary in context.vary:
        if not is_name(vary):
            inspection.report(place, f'vary "{vary}" is no name')


def check_context_params(document: IrDocument, inspection: Inspection) -> None:
    """Every argument of every query of a context."""
    for function in document.functions:
        context = None if function.context is None else inspection.contexts.get(function.context)
        if context is None:
            continue
        names = {param.name for param in context.params}
        for field in function.input:
            _check_query_field(function, field, inspection)
            if field.name not in names:
                problem = f'lacks the param "{field.name}" of {function.name}'
                inspection.report(f"context {context.name}", problem)


def _check_param(context: ContextNode, param: ContextParam, inspection: Inspection) -> None:
    place = f"context {context.name}, param {param.name}"
    if not is_name(param.name):
        inspection.report(place, NAME_RULE)
    check_type(param.type, place, inspection)
    check_constant(param, place, inspection)
    declared = _declared_by(inspection.queries.get(context.name, ()), param.name)
    names = sorted(query.name for query, _ in declared)
    if names != sorted(param.used_by):
        inspection.report(place, f"is declared by {', '.join(names) or 'no query'}")
    _check_agreement(param, declared, place, inspection)
    is_required = any(_needs_value(field, inspection) for _, field in declared)
    if declared and is_required != param.required:
        told = "is required: a query needs it" if is_required else "is not required: no query needs it"
        inspection.report(place, told)


def _declared_by(queries: Iterable[FunctionNode], name: str) -> list[_Declared]:
    found = ((query, next((each for each in query.input if each.name == name), None)) for query in queries)
    return [_Declared(query, field) for query, field in found if field is not None]


def _check_agreement(
    param: ContextParam, declared: list[_Declared], place: str, inspection: Inspection
) -> None:
    if not declared:
        return
    first, *others = declared
    shape = _shape_of(first.field, place, inspection)
    for query, field in others:
        if _shape_of(field, place, inspection) != shape:
            both = f"{first.query.name} and {query.name}"
            problem = f"{both} declare different types or defaults: queries of a context must agree"
            inspection.report(place, problem)
    if _shape_of(param, place, inspection) != shape:
        inspection.report(place, f"{first.query.name} declares another type or default")


def _shape_of(field: Field | ContextParam, place: str, inspection: Inspection) -> tuple[str, str | None]:
    """Type and default, each said in the one way; docs may differ."""
    bare = Field("", bare_type(field.type), default=field.default)
    normal = inspection.attempt(place, lambda: inspection.normalizer.normalize_field(bare))
    return ("", None) if normal is None else (print_type(normal.type), normal.default)


def _needs_value(field: Field, inspection: Inspection) -> bool:
    if field.optional or field.default is not None:
        return False
    stripped = inspection.attempt(f"param {field.name}", lambda: strip_nullable(field.type, inspection.types))
    return stripped is None or not stripped.nullable


def _check_query_field(function: FunctionNode, field: Field, inspection: Inspection) -> None:
    """Null and absent are left out of keys: both cannot mean something of their own."""
    place = f"function {function.name}, field {field.name}"
    stripped = inspection.attempt(place, lambda: strip_nullable(field.type, inspection.types))
    if stripped is None:
        return
    hint = "a param that is left out could mean either"
    if stripped.nullable and field.default is not None and field.default != "null":
        problem = f"cannot take null and have another default as a context param: {hint}"
        inspection.report(place, problem)
    if stripped.nullable and field.optional:
        inspection.report(place, f"cannot be optional and take null as a context param: {hint}")
    is_said = stripped.nullable or field.optional or field.default is not None
    if stripped.type.kind == "list" and is_said:
        problem = "a list as a context param cannot be optional, nullable or defaulted: left out, it is empty"
        inspection.report(place, problem)
