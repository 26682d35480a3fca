"""
The canonical text of an IR document (IR.md, Canonical text, Nodes). Prints what it is given: bring it to
normal form first.
"""

from __future__ import annotations

from mizan.ir.kdl_node import KdlNode, print_node
from mizan.ir.model import (
    AffectsNode,
    ChannelNode,
    ContextNode,
    DeclaredErrorNode,
    Field,
    FieldView,
    FormNode,
    FunctionNode,
    IrDocument,
    NamedType,
    TypeExpression,
)
from mizan.ir.type_node import doc_node, field_node, type_node


def print_ir(document: IrDocument) -> str:
    """UTF-8 text with one trailing newline."""
    nodes = [
        KdlNode("mizan", (1,)),
        *(named_type_node(named) for named in document.types),
        *(context_node(context) for context in document.contexts),
        *(function_node(function) for function in document.functions),
        *(_channel_node(channel) for channel in document.channels),
        *(_form_node(form) for form in document.forms),
    ]
    return "".join([print_node(node) for node in nodes])


def named_type_node(named: NamedType) -> KdlNode:
    return KdlNode("type", (named.name,), children=(*doc_node(named.doc), type_node(named.type)))


def context_node(context: ContextNode) -> KdlNode:
    params = [
        KdlNode(
            "param",
            (param.name,),
            {"default": param.default, "required": param.required},
            (KdlNode("used-by", param.used_by), type_node(param.type)),
        )
        for param in context.params
    ]
    vary = [KdlNode("vary", (name,)) for name in context.vary]
    return KdlNode("context", (context.name,), children=(*doc_node(context.doc), *vary, *params))


def function_node(function: FunctionNode) -> KdlNode:
    props = {
        "cache": function.cache,
        "context": function.context,
        "deprecated": function.deprecated,
        "kind": function.kind,
        "private": function.private,
        # Zero is the default of a revision.
        "rev": function.rev or None,
    }
    route = function.route
    children = (
        *doc_node(function.doc),
        *_text_node("auth", function.auth),
        *_fields_node("input", function.input),
        KdlNode("output", children=(type_node(function.output),)),
        *(_error_node(error) for error in function.errors),
        *(affects_node(affects) for affects in function.affects),
        *(KdlNode("merge", (merge.context, merge.function)) for merge in function.merge),
        *(() if route is None else (KdlNode("route", (route.path, *route.methods)),)),
        *_text_node("transport", function.transport),
    )
    return KdlNode("function", (function.name,), props, children)


def affects_node(affects: AffectsNode) -> KdlNode:
    props = {"explicit": affects.explicit, "function": affects.function, "own": affects.own}
    scope = (KdlNode("scope", affects.scope),) if affects.scope else ()
    return KdlNode("affects", (affects.context,), props, scope)


def _error_node(error: DeclaredErrorNode) -> KdlNode:
    return KdlNode("error", (error.code,), {"status": error.status}, (type_node(error.type),))


def _channel_node(channel: ChannelNode) -> KdlNode:
    children = (
        *doc_node(channel.doc),
        *_text_node("auth", channel.auth),
        *_fields_node("params", channel.params),
        *_message_node("client", channel.client),
        *_message_node("server", channel.server),
    )
    return KdlNode("channel", (channel.name,), children=children)


def _form_node(form: FormNode) -> KdlNode:
    children = (
        *doc_node(form.doc),
        *_text_node("auth", form.auth),
        *_formset_node(form),
        *_fields_node("input", form.input),
        KdlNode("output", children=(type_node(form.output),)),
        *(_error_node(error) for error in form.errors),
        *(affects_node(affects) for affects in form.affects),
        *(_field_view_node(view) for view in form.field_views),
    )
    return KdlNode("form", (form.name,), children=children)


def _formset_node(form: FormNode) -> tuple[KdlNode, ...]:
    formset = form.formset
    if formset is None:
        return ()
    props = {
        "can-add": formset.can_add,
        "can-delete": formset.can_delete,
        "can-order": formset.can_order,
        "max": formset.max,
        "min": formset.min,
    }
    return (KdlNode("formset", props=props),)


def _field_view_node(view: FieldView) -> KdlNode:
    return KdlNode(
        "field-view", (view.name,), {"help": view.help, "label": view.label, "widget": view.widget}
    )


def _text_node(name: str, text: str | None) -> tuple[KdlNode, ...]:
    return () if text is None else (KdlNode(name, (text,)),)


def _fields_node(name: str, fields: tuple[Field, ...]) -> tuple[KdlNode, ...]:
    return (KdlNode(name, children=tuple(field_node(field) for field in fields)),) if fields else ()


def _message_node(name: str, type_: TypeExpression | None) -> tuple[KdlNode, ...]:
    return () if type_ is None else (KdlNode(name, children=(type_node(type_),)),)
