"""X-Mizan-Schema (SPEC.md, VER-2): what a generated client depends on, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mizan.ir.bare_type import bare_field, bare_type
from mizan.ir.ir_error import IrError
from mizan.ir.kdl_node import KdlNode, print_node
from mizan.ir.model import ContextNode, FunctionNode, IrDocument, NamedType
from mizan.ir.normalize_document import normalize_context, normalize_function, normalize_named_type
from mizan.ir.normalize_type import Normalizer
from mizan.ir.print_ir import context_node, function_node, named_type_node
from mizan.ir.reached_types import reached_types
from mizan.keys.sha256 import sha256_hex


def fingerprint_function(document: IrDocument, name: str) -> str:
    """16 hex digits of the function and the types that it reaches. Raises IrError where there is none."""
    return Fingerprints(document).of_function(name)


def fingerprint_context(document: IrDocument, name: str) -> str:
    """
    16 hex digits of the context, its queries, and the types that they reach. Raises IrError where there is
    none.
    """
    return Fingerprints(document).of_context(name)


class Fingerprints:
    """Of a document's functions and contexts, one after the other: each text is made once."""

    def __init__(self, document: IrDocument) -> None:
        self._normalizer = Normalizer({named.name: _bare_named(named) for named in document.types})
        bare = sorted(map(_bare_function, document.functions), key=lambda function: function.name)
        self._functions = {function.name: function for function in bare}
        self._queries: dict[str | None, list[FunctionNode]] = {}
        for function in bare:
            self._queries.setdefault(function.context, []).append(function)
        self._contexts = {context.name: _bare_context(context) for context in document.contexts}
        self._texts: dict[int, str] = {}

    def of_function(self, name: str) -> str:
        function = self._functions.get(name)
        if function is None:
            raise IrError(f'There is no function "{name}".')
        return self._fingerprint((), (function,))

    def of_context(self, name: str) -> str:
        context = self._contexts.get(name)
        if context is None:
            raise IrError(f'There is no context "{name}".')
        return self._fingerprint((context,), self._queries.get(name, []))

    def _fingerprint(self, contexts: Sequence[ContextNode], functions: Sequence[FunctionNode]) -> str:
        """Of the document that has these declarations alone."""
        part = IrDocument(contexts=tuple(contexts), functions=tuple(functions))
        reached = sorted(reached_types(part, self._normalizer.types), key=lambda named: named.name)
        texts = [self._text(declaration) for declaration in (*reached, *contexts, *functions)]
        return sha256_hex(f"mizan 1\n{''.join(texts)}")[:16]

    def _text(self, declaration: NamedType | ContextNode | FunctionNode) -> str:
        known = self._texts.get(id(declaration))
        if known is None:
            known = print_node(self._node(declaration))
            self._texts[id(declaration)] = known
        return known

    def _node(self, declaration: NamedType | ContextNode | FunctionNode) -> KdlNode:
        match declaration:
            case NamedType():
                return named_type_node(normalize_named_type(declaration, self._normalizer))
            case ContextNode():
                return context_node(normalize_context(declaration, self._normalizer))
            case FunctionNode():
                return function_node(normalize_function(declaration, self._normalizer))


def _bare_named(named: NamedType) -> NamedType:
    return NamedType(named.name, bare_type(named.type))


def _bare_context(context: ContextNode) -> ContextNode:
    params = tuple(replace(param, type=bare_type(param.type)) for param in context.params)
    return replace(context, doc=None, params=params)


def _bare_function(function: FunctionNode) -> FunctionNode:
    return FunctionNode(
        name=function.name,
        kind=function.kind,
        context=function.context,
        input=tuple(bare_field(field) for field in function.input),
        output=bare_type(function.output),
        errors=tuple(replace(error, type=bare_type(error.type)) for error in function.errors),
    )
