"""Declarations → what the pipeline serves. Every mistake of every one is found before the first request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType

from mizan.ir.check.check_document import check_document
from mizan.ir.fingerprint import Fingerprints
from mizan.ir.print_ir import print_ir
from mizan.registry.binding import Binding
from mizan.registry.check_routes import check_routes
from mizan.registry.collect_functions import collect_functions
from mizan.registry.compile_function import compile_function
from mizan.registry.compile_param import Compilation, compile_param
from mizan.registry.create_document import Effects, create_document
from mizan.registry.declaration_report import DeclarationReport
from mizan.registry.function_draft import FunctionDraft
from mizan.registry.normalize_drafts import normalize_drafts
from mizan.registry.read_contexts import ContextDraft, read_contexts
from mizan.registry.read_function import read_function
from mizan.registry.registry import RegisteredContext, RegisteredFunction, Registry
from mizan.registry.resolve_affects import AffectsTools, resolve_affects
from mizan.registry.resolve_merges import resolve_merges
from mizan.schema.type_table import TypeTable


def create_registry(
    modules: Iterable[ModuleType | Mapping[str, object]], *, binding: Binding | None = None
) -> Registry:
    """`modules` hold the functions. Raises DeclarationErrors with every mistake there is."""
    report = DeclarationReport()
    table = TypeTable()
    collected = collect_functions(modules, report)
    read = [read_function(each, table, binding or Binding(), report) for each in collected]
    normal = normalize_drafts(read, table, report)
    drafts, types = normal.drafts, normal.types
    contexts = read_contexts(drafts, types, report)
    tools = AffectsTools(
        {context.name: context for context in contexts},
        {id(draft.collected.source): draft for draft in drafts},
        types,
    )
    effects = {draft.name: _resolve_effects(draft, tools) for draft in drafts}
    check_routes(drafts)
    report.raise_if_any()
    document = create_document(drafts, contexts, types, lambda draft: effects[draft.name])
    for problem in check_document(document):
        report.add("declarations", problem)
    report.raise_if_any()
    compilation = Compilation(types, normal.structures, table)
    fingerprints = Fingerprints(document)
    functions = {
        draft.name: compile_function(
            draft, effects[draft.name], fingerprints.of_function(draft.name), compilation
        )
        for draft in drafts
    }
    registered = {
        context.name: _to_context(context, functions, fingerprints, compilation) for context in contexts
    }
    names = {id(draft.collected.source): draft.name for draft in drafts}
    return Registry(
        functions=functions,
        contexts=registered,
        ir=document,
        ir_text=print_ir(document),
        name_of=lambda declared: names.get(id(declared)),
    )


def _resolve_effects(draft: FunctionDraft, tools: AffectsTools) -> Effects:
    if draft.kind == "query":
        return Effects()
    affects = resolve_affects(draft, tools)
    return Effects(affects, resolve_merges(draft, tools.contexts, affects))


def _to_context(
    context: ContextDraft,
    functions: Mapping[str, RegisteredFunction],
    fingerprints: Fingerprints,
    compilation: Compilation,
) -> RegisteredContext:
    return RegisteredContext(
        name=context.name,
        user_scoped=context.user_scoped,
        queries=tuple(functions[query.name] for query in context.queries),
        params=tuple(compile_param(param, compilation) for param in context.params),
        vary=context.vary,
        fingerprint=fingerprints.of_context(context.name),
    )
