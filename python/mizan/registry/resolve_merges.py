"""The `merge` option → the one query whose value the result is (SPEC.md, Merge)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mizan.declare.react_context import ReactContext
from mizan.ir.type_node import print_type
from mizan.registry.function_draft import FunctionDraft
from mizan.registry.read_contexts import ContextDraft
from mizan.registry.registry import RegisteredAffect, RegisteredMerge
from mizan.registry.resolve_affects import entries_of, params_of


def resolve_merges(
    draft: FunctionDraft, contexts: Mapping[str, ContextDraft], affects: Sequence[RegisteredAffect]
) -> tuple[RegisteredMerge, ...]:
    merge = draft.options.get("merge")
    if merge is None:
        return ()
    found: list[RegisteredMerge] = []
    for entry in entries_of(merge):
        if not isinstance(entry, ReactContext):
            draft.report.add_at("merge", "must be a ReactContext, or a list of them")
            continue
        context = contexts.get(entry.name)
        if context is None or draft.report.is_broken:
            continue
        query = _query_of(context, draft)
        if query is not None and _is_fixed(query, draft, context, affects):
            found.append(RegisteredMerge(context.name, query.name))
    return tuple(found)


def _query_of(context: ContextDraft, draft: FunctionDraft) -> FunctionDraft | None:
    text = print_type(draft.output.type)
    queries = [
        query for query in context.queries if query.route is None and print_type(query.output.type) == text
    ]
    if len(queries) == 1:
        return queries[0]
    if not queries:
        draft.report.add_at(
            "merge",
            f'no query of the context "{context.name}" has the output type of this mutation',
            "Let both return the same type, or leave out `merge`.",
        )
    else:
        draft.report.add_at(
            "merge",
            f'the queries "{queries[0].name}" and "{queries[1].name}" of the context "{context.name}" '
            "have the same output type",
            "Leave out `merge`: nobody could tell which value the result is.",
        )
    return None


def _is_fixed(
    query: FunctionDraft, draft: FunctionDraft, context: ContextDraft, affects: Sequence[RegisteredAffect]
) -> bool:
    """The entry to put the value into must be known: one target that names every param, or computes them."""
    targets = [affect for affect in affects if affect.context == context.name]
    if len(targets) != 1:
        draft.report.add_at(
            "merge",
            f'the mutation has {len(targets)} targets of the context "{context.name}"; '
            "a merge needs exactly one",
        )
        return False
    target = targets[0]
    if target.function is not None and target.function != query.name:
        draft.report.add_at(
            "merge", f'the result is the value of "{query.name}", but affects names "{target.function}"'
        )
        return False
    if target.params is not None:
        return True
    missing = next(
        (param.name for param in params_of(context, query.name) if param.name not in target.scope), None
    )
    if missing is not None:
        draft.report.add_at(
            "merge",
            f'nothing fixes the param "{missing}" of "{query.name}"',
            f"Take {missing} as an argument (and list it in `scope` when it is a filter), "
            "or leave out `merge`.",
        )
    return missing is None
