"""How the values of a type stand in query strings and canonical texts (SPEC.md, VAL-9…11, CTX-3, CTX-5)."""

from __future__ import annotations

from typing import Literal, TypeAlias

from mizan.ir.model import ListType, TypeExpression
from mizan.ir.resolve_type import NamedTypes, strip_nullable

ParamKind: TypeAlias = Literal["text", "list", "json"]
"""`text`: plain, once. `list`: of plain texts, the key repeated. `json`: one RFC 8785 text."""

_JSON_KINDS = frozenset(("list", "tuple", "map", "union", "struct", "json", "nothing", "file"))


def param_kind(type_: TypeExpression, types: NamedTypes) -> ParamKind:
    plain = strip_nullable(type_, types).type
    if plain.kind not in _JSON_KINDS:
        return "text"
    if not isinstance(plain, ListType):
        return "json"
    item = strip_nullable(plain.item, types)
    return "list" if item.type.kind not in _JSON_KINDS and not item.nullable else "json"
