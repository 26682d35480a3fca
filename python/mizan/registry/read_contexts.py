"""Contexts from their queries: params on which all agree, each with a canonical text (IR-22, VAL-13)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mizan.declare.react_context import ReactContext
from mizan.ir.model import ContextParam, Field, ListType, NullableType
from mizan.ir.resolve_type import NamedTypes, resolve_type, strip_nullable
from mizan.ir.type_node import print_type
from mizan.registry.declaration_report import DeclarationReport
from mizan.registry.function_draft import FunctionDraft
from mizan.values.name import is_name


@dataclass(frozen=True, slots=True)
class ParamDraft:
    param: ContextParam
    is_fixed: bool
    """Required and not nullable in every query that declares it: only such params match by themselves."""
    source: FunctionDraft
    """A query that declares it, for its annotation."""

    @property
    def name(self) -> str:
        return self.param.name


@dataclass(frozen=True, slots=True)
class ContextDraft:
    name: str
    doc: str | None
    queries: tuple[FunctionDraft, ...]
    """Sorted by name."""
    params: tuple[ParamDraft, ...]
    """Sorted by name."""
    user_scoped: bool
    vary: tuple[str, ...]
    """Names of the vary inputs that one of its queries reads, sorted."""


def vary_of(queries: Iterable[FunctionDraft]) -> tuple[str, ...]:
    """Names of the vary inputs that they read, sorted; those of a broken declaration are left out."""
    return tuple(
        sorted(
            {
                name
                for query in queries
                if not query.report.is_broken
                for name in query.options.get("vary", ())
            }
        )
    )


def read_contexts(
    drafts: Sequence[FunctionDraft], types: NamedTypes, report: DeclarationReport
) -> tuple[ContextDraft, ...]:
    """Sorted by name."""
    by_name: dict[str, list[FunctionDraft]] = {}
    for draft in drafts:
        if draft.context is not None:
            by_name.setdefault(draft.context.name, []).append(draft)
    return tuple(_read_context(name, by_name[name], types, report) for name in sorted(by_name))


def _read_context(
    name: str, queries: Sequence[FunctionDraft], types: NamedTypes, report: DeclarationReport
) -> ContextDraft:
    declared = list({id(query.context): query.context for query in queries if query.context}.values())
    _check_contexts(name, declared, report)
    params: dict[str, list[_Use]] = {}
    for query in queries:
        for field in query.input.fields:
            params.setdefault(field.name, []).append(_Use(query, field))
    drafts = [_read_param(param, params[param], types) for param in sorted(params)]
    return ContextDraft(
        name,
        next((each.doc for each in declared if each.doc is not None), None),
        tuple(queries),
        tuple(draft for draft in drafts if draft is not None),
        any(query.guard is not None for query in queries),
        vary_of(queries),
    )


def _check_contexts(name: str, declared: Sequence[ReactContext], report: DeclarationReport) -> None:
    first = declared[0]
    if not is_name(name):
        report.add(
            first.place,
            f'"{name}" is no name for a context',
            "Names are a letter, then letters, digits and underscores, at most 128.",
        )
    other = next((each for each in declared if each.doc != first.doc), None)
    if other is not None:
        report.add(
            other.place,
            f'the context "{name}" is declared twice with two docs, here and at {first.place}',
            "Declare it once and import it.",
        )


@dataclass(frozen=True, slots=True)
class _Use:
    query: FunctionDraft
    field: Field


def _read_param(name: str, uses: Sequence[_Use], types: NamedTypes) -> ParamDraft | None:
    sound = [use for use in uses if not use.query.report.is_broken]
    if not sound:
        return None
    first, *others = sound
    for other in others:
        _check_agreement(name, first, other)
    for use in sound:
        _check_canonical(use, types)
    needs = [_is_needed(use.field, types) for use in sound]
    param = ContextParam(
        name=name,
        type=first.field.type,
        default=first.field.default,
        required=any(needs),
        used_by=tuple(use.query.name for use in uses),
    )
    return ParamDraft(param, all(needs), first.query)


def _is_needed(field: Field, types: NamedTypes) -> bool:
    return not field.optional and field.default is None and not strip_nullable(field.type, types)[1]


def _check_agreement(name: str, first: _Use, other: _Use) -> None:
    said, elsewhere = _print_field(other.field), _print_field(first.field)
    if said != elsewhere:
        other.query.report.add_at(
            f"input.{name}",
            f"queries of a context must agree on a param: here it is {said}, "
            f"but {elsewhere} in {first.query.report.owner}",
            "Use one annotation for both, or give one param another name.",
        )


def _print_field(field: Field) -> str:
    text = re.sub(r"\s+", " ", print_type(field.type)).strip()
    return text if field.default is None else f"{text} with the default {field.default}"


def _check_canonical(use: _Use, types: NamedTypes) -> None:
    """Null and absent are left out of keys, so a param must not mean two things by them."""
    problem = _canonical_problem(use.field, types)
    if problem is not None:
        use.query.report.add_at(
            f"input.{use.field.name}",
            f"{problem}: as the param of a context it would be ambiguous",
            "Null and absent are both left out of keys and targets. "
            "Choose one of them, or a default that is not null.",
        )


def _canonical_problem(field: Field, types: NamedTypes) -> str | None:
    _, nullable = strip_nullable(field.type, types)
    if nullable and field.default not in (None, "null"):
        return "nullable with a default other than null"
    if nullable and field.optional:
        return "optional and nullable"
    type_ = resolve_type(field.type, types)
    inner = resolve_type(type_.type, types) if isinstance(type_, NullableType) else type_
    if inner.kind == "file":
        return "a file"
    if not isinstance(inner, ListType):
        return None
    if field.optional:
        return "a list that may be absent"
    if nullable:
        return "a list that may be null"
    return None if field.default is None else "a list with a default"
