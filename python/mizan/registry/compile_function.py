"""A checked draft → what the pipeline runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from mizan.registry.compile_arguments import Normalizer, compile_arguments
from mizan.registry.compile_param import Compilation, compile_normalizer
from mizan.registry.compile_result import compile_result
from mizan.registry.create_document import Effects
from mizan.registry.function_draft import FunctionDraft
from mizan.registry.read_contexts import vary_of
from mizan.registry.registry import RegisteredError, RegisteredFunction


def compile_function(
    draft: FunctionDraft, effects: Effects, fingerprint: str, compilation: Compilation
) -> RegisteredFunction:
    structures, table = compilation.structures, compilation.table
    handler = draft.collected.declaration.handler
    result = compile_result(draft.output, structures, table)
    return RegisteredFunction(
        name=draft.name,
        kind=draft.kind,
        private=bool(draft.options.get("private")),
        context=None if draft.context is None else draft.context.name,
        guard=draft.guard,
        login=bool(draft.options.get("login")),
        fresh=bool(draft.options.get("fresh")),
        cache=draft.options.get("cache"),
        rev=draft.options.get("rev", 0),
        vary=vary_of([draft]),
        parameters=tuple(field.name for field in draft.input.fields),
        decode_arguments=compile_arguments(
            draft.input, structures, table, _keyed(draft, effects, compilation)
        ),
        encode_result=result.encode,
        encode_result_text=result.encode_text,
        errors={
            error.code: RegisteredError(error.status, compile_result(error.details, structures, table).encode)
            for error in draft.errors
        },
        affects=effects.affects,
        merge=effects.merge,
        route=draft.route,
        receives=draft.receives,
        injected=draft.injected,
        is_async=inspect.iscoroutinefunction(handler),
        invoke=_invoker(handler),
        fingerprint=fingerprint,
        place=draft.collected.place,
        declared=draft.collected.source,
    )


def _invoker(handler: Callable[..., Any]) -> Callable[[Any, Mapping[str, Any]], Any]:
    return lambda caller, args: handler(caller, **args)


def _keyed(draft: FunctionDraft, effects: Effects, compilation: Compilation) -> dict[str, Normalizer | None]:
    """Arguments of which keys or targets are made: of the others `normal` has the value before rules."""
    scoped = {name for affect in effects.affects for name in affect.scope}
    found: dict[str, Normalizer | None] = {}
    for field in draft.input.fields:
        if draft.kind == "mutation" and field.name not in scoped:
            continue
        name = field.name
        found[name] = compile_normalizer(
            draft.input.readings[name], draft.input.annotations[name], field.type, compilation
        )
    return found
