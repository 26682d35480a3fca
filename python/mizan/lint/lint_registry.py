"""What is odd about an app that is sound: the rules of `mizan lint`, with the places of the declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mizan.ir.model import AffectsNode, ContextParam, FunctionNode
from mizan.ir.resolve_type import NamedTypes, strip_nullable, to_named_types
from mizan.ir.type_node import print_type
from mizan.registry.registry import Registry


@dataclass(frozen=True, slots=True)
class Finding:
    rule: Literal["unfetchable-context", "dead-effect", "broad-effect"]
    is_error: bool
    text: str
    hint: str
    place: str
    """`file:line`."""


def lint_registry(registry: Registry) -> list[Finding]:
    return [*_find_unfetchable(registry), *_find_dead_effects(registry), *_find_broad_effects(registry)]


def _find_unfetchable(registry: Registry) -> Iterator[Finding]:
    """Contexts whose bundle is always NOT_FOUND, because none of their queries is in it (SPEC.md, CTX-1)."""
    for context in registry.ir.contexts:
        queries = [node for node in registry.ir.functions if node.context == context.name]
        if queries and not any(_is_callable(query) for query in queries):
            reasons = ", ".join(f"{each.name} is {_reason(each)}" for each in queries)
            text = f'Nobody can fetch the context "{context.name}": {reasons}'
            hint = "Give it a query that is public, or take the context away."
            yield Finding("unfetchable-context", True, text, hint, _place(registry, queries[0].name))


def _find_dead_effects(registry: Registry) -> Iterator[Finding]:
    """Effects on what nobody can fetch: nothing ever becomes stale by them."""
    for mutation, effect in _effects(registry):
        queries = [node for node in registry.ir.functions if node.context == effect.context]
        target: str | None = None
        if effect.function is None:
            if not any(_is_callable(query) for query in queries):
                target = f'the context "{effect.context}"'
        elif not any(query.name == effect.function and _is_callable(query) for query in queries):
            target = f'the query "{effect.function}"'
        if target is not None:
            text = f'The mutation "{mutation.name}" affects {target}, which nobody can fetch'
            hint = "Name what shows the change, or take the effect away."
            yield Finding("dead-effect", True, text, hint, _place(registry, mutation.name))


def _find_broad_effects(registry: Registry) -> Iterator[Finding]:
    """Arguments that look like a scope and are none (SPEC.md, INV-5, INV-6)."""
    types = to_named_types(registry.ir.types)
    params = {context.name: context.params for context in registry.ir.contexts}
    for mutation, effect in _effects(registry):
        for param in params.get(effect.context, ()):
            text = _describe_broad(mutation, effect, param, types)
            if text is not None:
                hint = "Give both the same type, so that only the entries concerned become stale."
                yield Finding("broad-effect", False, text, hint, _place(registry, mutation.name))


def _describe_broad(
    mutation: FunctionNode, effect: AffectsNode, param: ContextParam, types: NamedTypes
) -> str | None:
    is_candidate = param.required and param.name != "id" and not effect.explicit
    if not is_candidate or param.name in effect.scope:
        return None
    if effect.function is not None and effect.function not in param.used_by:
        return None
    argument = next((field for field in mutation.input if field.name == param.name), None)
    if argument is None:
        return None
    wanted, _ = strip_nullable(param.type, types)
    given, _ = strip_nullable(argument.type, types)
    if wanted.kind == given.kind:
        return None
    said = f'the argument "{param.name}" of "{mutation.name}" is {_type_text(print_type(given))}'
    meant = f'the param of "{effect.context}" is {_type_text(print_type(wanted))}'
    return f"An effect is broad although a name matches: {said}, {meant}"


def _effects(registry: Registry) -> Iterator[tuple[FunctionNode, AffectsNode]]:
    return ((node, effect) for node in registry.ir.functions for effect in node.affects)


def _reason(query: FunctionNode) -> str:
    return "private" if query.private else "a view"


def _is_callable(node: FunctionNode) -> bool:
    return not node.private and node.route is None


def _place(registry: Registry, name: str) -> str:
    return registry.functions[name].place


def _type_text(printed: str) -> str:
    return " ".join(printed.split())
