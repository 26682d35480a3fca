"""
The edge manifest of a document: a pure function, so that every adapter and the `mizan` command print the same
bytes (SPEC.md, EDGE-1, EDGE-3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from mizan.ir.fingerprint import Fingerprints
from mizan.ir.model import (
    AffectsNode,
    ContextNode,
    ContextParam,
    FunctionNode,
    IrDocument,
    ListType,
    ResolvedType,
    RouteNode,
    TypeExpression,
)
from mizan.ir.resolve_type import NamedTypes, strip_nullable, to_named_types
from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_value import JsonObject, JsonValue
from mizan.json.parse_json import parse_json
from mizan.values.param_kind import param_kind

_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


def create_manifest(
    document: IrDocument, base: str, vary_headers: Mapping[str, str] = _NO_HEADERS
) -> JsonObject:
    """
    `base`: the path under which the protocol lives, without a slash at its end. `vary_headers`: headers by
    the name of the vary input that is that header and nothing else.
    """
    fingerprints = Fingerprints(document)
    mutations: dict[str, JsonValue] = {
        fn.name: _to_mutation(fn) for fn in document.functions if fn.kind == "mutation" and not fn.private
    }
    for form in document.forms:
        mutations[f"{form.name}.submit"] = {"affects": [_to_effect(each) for each in form.affects]}
    contexts = _Contexts(document, base, vary_headers)
    return {
        "version": 1,
        "base": base,
        "contexts": {
            context.name: contexts.to_member(context, fingerprints.of_context(context.name))
            for context in document.contexts
        },
        "mutations": mutations,
    }


def print_manifest(manifest: JsonObject) -> str:
    """RFC 8785 JSON and a newline."""
    return f"{to_canonical_json(manifest)}\n"


class _Contexts:
    def __init__(self, document: IrDocument, base: str, vary_headers: Mapping[str, str]) -> None:
        self._functions = sorted(document.functions, key=lambda function: function.name)
        self._types = to_named_types(document.types)
        self._base = base
        self._vary_headers = vary_headers

    def to_member(self, context: ContextNode, schema: str) -> JsonObject:
        queries = [fn for fn in self._functions if fn.context == context.name]
        shown = [fn for fn in queries if not fn.private]
        bundled = [fn for fn in shown if fn.route is None]
        vary = [self._to_vary(name) for name in context.vary]
        ttl = _ttl_of(bundled)
        is_user_scoped = any(fn.auth is not None for fn in queries)
        is_by_headers = all("header" in each for each in vary)
        return {
            "cacheable": ttl is not None and is_by_headers and all(fn.auth != "custom" for fn in bundled),
            "endpoint": f"{self._base}/ctx/{context.name}/",
            "functions": [_to_function(fn) for fn in shown],
            "params": {param.name: _to_param(param, self._types) for param in context.params},
            "render_strategy": "dynamic_cached" if is_user_scoped or not is_by_headers else "psr",
            "schema": schema,
            "ttl": ttl,
            "user_scoped": is_user_scoped,
            "vary": vary,
            "views": sorted({fn.route.path for fn in shown if fn.route is not None}),
        }

    def _to_vary(self, name: str) -> JsonObject:
        header = self._vary_headers.get(name)
        return {"name": name} if header is None else {"header": header.lower(), "name": name}


def _ttl_of(bundled: Sequence[FunctionNode]) -> float | None:
    """The smallest, where every query of the bundle asks for one (CACHE-1)."""
    times = [fn.cache for fn in bundled if fn.cache is not None]
    return min(times) if times and len(times) == len(bundled) else None


def _to_function(function: FunctionNode) -> JsonObject:
    return {
        **({} if function.auth is None else {"auth": function.auth}),
        "name": function.name,
        "params": sorted(field.name for field in function.input),
        "path": "rpc" if function.route is None else "view",
        "rev": function.rev or 0,
        **_to_route(function.route),
    }


def _to_route(route: RouteNode | None) -> JsonObject:
    return {} if route is None else {"route": {"methods": list(route.methods), "path": route.path}}


def _to_param(param: ContextParam, types: NamedTypes) -> JsonObject:
    return {
        **_to_param_type(param.type, types),
        "required": param.required,
        **({} if param.default is None else {"default": parse_json(param.default.encode())}),
    }


def _to_param_type(type_: TypeExpression, types: NamedTypes) -> JsonObject:
    plain = strip_nullable(type_, types).type
    kind = param_kind(type_, types)
    if kind == "json":
        return {"type": "json"}
    if kind == "list" and isinstance(plain, ListType):
        return {"type": "list", "items": _to_text_type(strip_nullable(plain.item, types).type)}
    return {"type": _to_text_type(plain)}


def _to_text_type(type_: ResolvedType) -> str:
    """Of a type whose values are plain texts."""
    return "string" if type_.kind in ("enum", "literal") else type_.kind


def _to_mutation(function: FunctionNode) -> JsonObject:
    return {"affects": [_to_effect(each) for each in function.affects], **_to_route(function.route)}


def _to_effect(affects: AffectsNode) -> JsonObject:
    """Hidden ones too: whose entries are meant is the secret, never the context."""
    return {
        "context": affects.context,
        **({"explicit": True} if affects.explicit else {}),
        **({} if affects.function is None else {"function": affects.function}),
        **({"own": True} if affects.own else {}),
        "scope": list(affects.scope),
    }
