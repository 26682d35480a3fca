"""The `affects`, `affects_params` and `scope` options → static effects (SPEC.md, Scope of a target)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from mizan.declare.affects import Affects
from mizan.declare.declaration import declaration_of
from mizan.declare.react_context import ReactContext
from mizan.ir.resolve_type import NamedTypes
from mizan.registry.function_draft import FunctionDraft
from mizan.registry.read_contexts import ContextDraft, ParamDraft
from mizan.registry.registry import RegisteredAffect
from mizan.registry.same_type import is_same_type
from mizan.registry.take_as_many import take_as_many


@dataclass(frozen=True, slots=True)
class AffectsTools:
    contexts: Mapping[str, ContextDraft]
    by_source: Mapping[int, FunctionDraft]
    """By the identity of the function that carries the declaration."""
    types: NamedTypes


def resolve_affects(draft: FunctionDraft, tools: AffectsTools) -> tuple[RegisteredAffect, ...]:
    options = draft.options
    affects, merge = options.get("affects"), options.get("merge")
    if affects == "nothing" and merge is not None:
        draft.report.add_at(
            "affects", '"nothing" contradicts `merge`, which replaces a value', "Leave `affects` out."
        )
    entries = [] if affects is None or affects == "nothing" else entries_of(affects)
    resolved = [found for entry in entries if (found := _resolve_entry(entry, draft, tools))]
    # A merge says that the context changed, whether or not `affects` says so too.
    merged = [] if merge is None else [each for each in entries_of(merge) if isinstance(each, ReactContext)]
    known = {each.context for each in resolved}
    resolved += [
        found
        for context in merged
        if context.name not in known and (found := _resolve_entry(context, draft, tools))
    ]
    if (
        "affects_params" in options
        and not any(each.params for each in resolved)
        and not draft.report.is_broken
    ):
        draft.report.add_at("affects_params", "says nothing without an entry of `affects` that it is for")
    _check_scopes(draft, resolved)
    _check_repeats(draft, resolved)
    return tuple(resolved)


def entries_of(option: object) -> list[object]:
    return list(cast("Sequence[object]", option)) if isinstance(option, list | tuple) else [option]


def params_of(context: ContextDraft, function: str | None) -> tuple[ParamDraft, ...]:
    """Params that stand in a target of this shape."""
    if function is None:
        return context.params
    return tuple(param for param in context.params if function in param.param.used_by)


@dataclass(frozen=True, slots=True)
class _Target:
    context: ContextDraft
    function: str | None


def _resolve_entry(entry: object, draft: FunctionDraft, tools: AffectsTools) -> RegisteredAffect | None:
    report = draft.report
    detail = _to_detail(entry)
    if detail is None:
        report.add_at("affects", 'must be a ReactContext, a query, an Affects of one of them, or "nothing"')
        return None
    target = (
        _context_target(detail.target, draft, tools)
        if isinstance(detail.target, ReactContext)
        else _query_target(detail.target, draft, tools)
    )
    if target is None:
        return None
    if detail.own and not target.context.user_scoped:
        report.add_at(
            "affects",
            f'own: no query of the context "{target.context.name}" has a guard, '
            "so its entries belong to nobody",
            "Leave out `own`, or give a query `auth`.",
        )
    params = detail.params or draft.options.get("affects_params")
    if detail.before is not None and params is None:
        report.add_at("affects", "`before` prepares for `params`, which is not there")
    if detail.params is not None and detail.scope:
        report.add_at("affects", "`scope` lists arguments and `params` computes: an entry has one of them")
    return RegisteredAffect(
        context=target.context.name,
        function=target.function,
        own=detail.own,
        hidden=detail.hidden,
        scope=() if params is not None else _read_scope(detail, draft, target, tools.types),
        before=None if detail.before is None else take_as_many(detail.before, most=2),
        params=None if params is None else take_as_many(params, most=3),
    )


def _to_detail(entry: object) -> Affects | None:
    if isinstance(entry, Affects):
        return entry
    return Affects(entry) if isinstance(entry, ReactContext) or callable(entry) else None


def _context_target(context: ReactContext, draft: FunctionDraft, tools: AffectsTools) -> _Target | None:
    found = tools.contexts.get(context.name)
    if found is not None:
        return _Target(found, None)
    draft.report.add_at(
        "affects", f'the context "{context.name}" has no query', "Register the module of its queries."
    )
    return None


def _query_target(source: object, draft: FunctionDraft, tools: AffectsTools) -> _Target | None:
    query = tools.by_source.get(id(source))
    context = None if query is None or query.context is None else tools.contexts.get(query.context.name)
    if query is not None and context is not None:
        return _Target(context, query.name)
    if query is not None:
        draft.report.add_at("affects", f'"{query.name}" is a mutation: only queries can become stale')
    elif declaration_of(source) is None:
        draft.report.add_at(
            "affects", "the function is not declared with client", "Name a query, or its context."
        )
    else:
        draft.report.add_at("affects", "the query is not registered", "Register its module.")
    return None


def _read_scope(detail: Affects, draft: FunctionDraft, target: _Target, types: NamedTypes) -> tuple[str, ...]:
    """What matches by itself, and what was listed."""
    fields = {field.name: field for field in draft.input.fields}
    params = params_of(target.context, target.function)
    listed = {*detail.scope, *_names(draft.options.get("scope"))}
    for name in detail.scope:
        _check_listed(name, draft, target, types)
    return tuple(
        param.name
        for param in params
        if param.name in fields
        and is_same_type(fields[param.name].type, param.param.type, types)
        and (param.name in listed or (param.is_fixed and param.name != "id"))
    )


def _names(scope: object) -> list[str]:
    return [str(each) for each in entries_of(scope)] if scope is not None else []


def _check_listed(name: str, draft: FunctionDraft, target: _Target, types: NamedTypes) -> None:
    field = next((each for each in draft.input.fields if each.name == name), None)
    param = next((each for each in params_of(target.context, target.function) if each.name == name), None)
    if field is None:
        draft.report.add_at("scope", f'"{name}" is no argument of the function')
    elif param is None:
        draft.report.add_at("scope", f'"{name}" is no param of the context "{target.context.name}" there')
    elif not is_same_type(field.type, param.param.type, types):
        draft.report.add_at(
            "scope",
            f'the argument "{name}" has another type than the param of the context "{target.context.name}"',
        )


def _check_scopes(draft: FunctionDraft, affects: Sequence[RegisteredAffect]) -> None:
    """What the function lists must do something for at least one of its targets."""
    for name in _names(draft.options.get("scope")):
        if any(name in affect.scope for affect in affects) or draft.report.is_broken:
            continue
        draft.report.add_at(
            "scope",
            f'"{name}" is not an argument that is also a param of what the function affects',
            "Names and types of both must be the same.",
        )


def _check_repeats(draft: FunctionDraft, affects: Sequence[RegisteredAffect]) -> None:
    seen: set[tuple[object, ...]] = set()
    for affect in affects:
        if affect.params is not None:
            continue
        key = (affect.context, affect.function, affect.own, affect.hidden)
        if key in seen:
            draft.report.add_at("affects", f'"{affect.function or affect.context}" is listed twice')
        seen.add(key)
