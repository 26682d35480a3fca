"""
A whole document in normal form: sorted, each type said in one way, nothing that nobody reaches (IR.md, Normal
forms).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mizan.ir.kdl_node import print_node
from mizan.ir.model import (
    AffectsNode,
    ChannelNode,
    ContextNode,
    ContextParam,
    DeclaredErrorNode,
    FormNode,
    FunctionNode,
    IrDocument,
    NamedType,
    RouteNode,
    TypeExpression,
)
from mizan.ir.normalize_doc import normalize_doc
from mizan.ir.normalize_type import Normalizer
from mizan.ir.print_ir import affects_node
from mizan.ir.reached_types import reached_types
from mizan.ir.resolve_type import to_named_types


def normalize_document(document: IrDocument) -> IrDocument:
    """Raises IrError for a type that has no normal form."""
    normalizer = Normalizer(to_named_types(document.types))
    reached = sorted(reached_types(document, normalizer.types), key=lambda named: named.name)
    contexts = sorted(document.contexts, key=lambda context: context.name)
    functions = sorted(document.functions, key=lambda function: function.name)
    channels = sorted(document.channels, key=lambda channel: channel.name)
    forms = sorted(document.forms, key=lambda form: form.name)
    return IrDocument(
        types=tuple(normalize_named_type(named, normalizer) for named in reached),
        contexts=tuple(normalize_context(context, normalizer) for context in contexts),
        functions=tuple(normalize_function(function, normalizer) for function in functions),
        channels=tuple(_normalize_channel(channel, normalizer) for channel in channels),
        forms=tuple(_normalize_form(form, normalizer) for form in forms),
    )


def normalize_named_type(named: NamedType, normalizer: Normalizer) -> NamedType:
    return NamedType(named.name, normalizer.normalize_type(named.type), normalize_doc(named.doc))


def normalize_context(context: ContextNode, normalizer: Normalizer) -> ContextNode:
    params = sorted(context.params, key=lambda param: param.name)
    return ContextNode(
        name=context.name,
        doc=normalize_doc(context.doc),
        vary=_sorted_texts(context.vary),
        params=tuple(_normalize_param(param, normalizer) for param in params),
    )


def normalize_function(function: FunctionNode, normalizer: Normalizer) -> FunctionNode:
    route = function.route
    merge = sorted(function.merge, key=lambda each: f"{each.context} {each.function}")
    return replace(
        function,
        doc=normalize_doc(function.doc),
        rev=function.rev or None,
        input=tuple(normalizer.normalize_field(field) for field in function.input),
        output=normalizer.normalize_type(function.output),
        errors=_normalize_errors(function.errors, normalizer),
        affects=_normalize_affects(function.affects),
        merge=tuple(merge),
        route=None if route is None else RouteNode(route.path, _sorted_texts(route.methods)),
    )


def _normalize_param(param: ContextParam, normalizer: Normalizer) -> ContextParam:
    type_ = normalizer.normalize_type(param.type)
    return replace(
        param,
        type=type_,
        default=normalizer.normalize_constant(param.default, type_),
        used_by=_sorted_texts(param.used_by),
    )


def _normalize_channel(channel: ChannelNode, normalizer: Normalizer) -> ChannelNode:
    def message(type_: TypeExpression | None) -> TypeExpression | None:
        return None if type_ is None else normalizer.normalize_type(type_)

    return replace(
        channel,
        doc=normalize_doc(channel.doc),
        params=tuple(normalizer.normalize_field(field) for field in channel.params),
        client=message(channel.client),
        server=message(channel.server),
    )


def _normalize_form(form: FormNode, normalizer: Normalizer) -> FormNode:
    return replace(
        form,
        doc=normalize_doc(form.doc),
        input=tuple(normalizer.normalize_field(field) for field in form.input),
        output=normalizer.normalize_type(form.output),
        errors=_normalize_errors(form.errors, normalizer),
        affects=_normalize_affects(form.affects),
    )


def _normalize_errors(
    errors: Iterable[DeclaredErrorNode], normalizer: Normalizer
) -> tuple[DeclaredErrorNode, ...]:
    by_code = sorted(errors, key=lambda error: error.code)
    return tuple(replace(error, type=normalizer.normalize_type(error.type)) for error in by_code)


def _normalize_affects(affects: Iterable[AffectsNode]) -> tuple[AffectsNode, ...]:
    """By context, then function, then printed text; each once."""
    nodes = [replace(node, scope=_sorted_texts(node.scope)) for node in affects]
    by_text = {print_node(affects_node(node)): node for node in nodes}
    order = sorted((f"{node.context}\n{node.function or ''}\n{text}", text) for text, node in by_text.items())
    return tuple(by_text[text] for _, text in order)


def _sorted_texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))
