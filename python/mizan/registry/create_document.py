"""Drafts → the IR document of an app, in normal form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mizan.ir.model import (
    AffectsNode,
    ContextNode,
    DeclaredErrorNode,
    FunctionNode,
    IrDocument,
    MergeNode,
)
from mizan.ir.normalize_document import normalize_document
from mizan.ir.resolve_type import NamedTypes
from mizan.registry.function_draft import FunctionDraft
from mizan.registry.read_contexts import ContextDraft
from mizan.registry.read_guard import guard_text
from mizan.registry.registry import RegisteredAffect, RegisteredMerge


@dataclass(frozen=True, slots=True)
class Effects:
    """What a function does to contexts."""

    affects: tuple[RegisteredAffect, ...] = ()
    merge: tuple[RegisteredMerge, ...] = ()


def create_document(
    drafts: Sequence[FunctionDraft],
    contexts: Sequence[ContextDraft],
    types: NamedTypes,
    effects_of: Callable[[FunctionDraft], Effects],
) -> IrDocument:
    return normalize_document(
        IrDocument(
            types=tuple(types.values()),
            contexts=tuple(
                ContextNode(
                    name=context.name,
                    doc=context.doc,
                    params=tuple(each.param for each in context.params),
                    vary=context.vary,
                )
                for context in contexts
            ),
            functions=tuple(_to_node(draft, effects_of(draft)) for draft in drafts),
        )
    )


def _to_node(draft: FunctionDraft, effects: Effects) -> FunctionNode:
    options = draft.options
    handler = draft.collected.declaration.handler
    return FunctionNode(
        name=draft.name,
        kind=draft.kind,
        doc=draft.doc,
        cache=options.get("cache"),
        context=None if draft.context is None else draft.context.name,
        deprecated=bool(options.get("deprecated")) or hasattr(handler, "__deprecated__"),
        private=bool(options.get("private")),
        rev=options.get("rev"),
        auth=None if draft.guard is None else guard_text(draft.guard),
        input=draft.input.fields,
        output=draft.output.type,
        errors=tuple(DeclaredErrorNode(each.code, each.status, each.details.type) for each in draft.errors),
        affects=_distinct([_to_affects(affect) for affect in effects.affects]),
        merge=tuple(MergeNode(each.context, each.function) for each in effects.merge),
        route=draft.route,
    )


def _to_affects(affect: RegisteredAffect) -> AffectsNode:
    """Hidden targets are printed too: the context is no secret, only whose entries are meant."""
    return AffectsNode(
        context=affect.context,
        function=affect.function,
        explicit=affect.params is not None,
        own=affect.own,
        scope=affect.scope,
    )


def _distinct(nodes: Sequence[AffectsNode]) -> tuple[AffectsNode, ...]:
    return tuple(dict.fromkeys(nodes))
