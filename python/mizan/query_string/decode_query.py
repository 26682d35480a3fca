"""A query string to the params of a context (SPEC.md, CTX-3…8, CTX-11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from mizan.generated.limits import MAX_FIELD_PROBLEMS
from mizan.ir.model import ListType, ResolvedType, TypeExpression
from mizan.ir.resolve_type import NamedTypes, strip_nullable
from mizan.json.json_error import JsonError
from mizan.json.json_value import JsonValue
from mizan.json.parse_json import parse_json
from mizan.query_string.decode_text import decode_text
from mizan.query_string.query_error import QueryError
from mizan.query_string.split_query import split_query
from mizan.structure.pointer import encode_pointer
from mizan.values.param_kind import param_kind

FUNCTION_KEY: Final = "_mizan_fn"
"""The reserved key that restricts a bundle to some of its queries."""


class DeclaredParam(Protocol):
    """A field or a context param."""

    @property
    def name(self) -> str: ...

    @property
    def type(self) -> TypeExpression: ...

    @property
    def default(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class DecodedQuery:
    values: dict[str, JsonValue]
    """What stands there, and empty lists; defaults and nulls of what does not are left to who knows them."""
    functions: list[str]
    """Values of `_mizan_fn` in their order, unknown and repeated ones too."""


class _ParamProblemsError(Exception):
    def __init__(self, *problems: tuple[tuple[int, ...], str]) -> None:
        """Places inside the param, and what is wrong there."""
        super().__init__()
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _Param:
    name: str
    decode: Callable[[list[str]], JsonValue]
    """Of one text or more. Raises JsonError, _ParamProblemsError."""
    is_empty_list: bool
    """Whether it is an empty list where it stands nowhere."""


def decode_query(raw: str, params: Sequence[DeclaredParam], types: NamedTypes) -> DecodedQuery:
    """Raises QueryError. Who has many queries of one context makes the decoder once, with `compile_query`."""
    return compile_query(params, types)(raw)


def compile_query(params: Sequence[DeclaredParam], types: NamedTypes) -> Callable[[str], DecodedQuery]:
    """
    A decoder of query strings without `?`, which raises QueryError. Params that are not declared are ignored;
    constraints are left to the function's own check.
    """
    compiled = [_compile_param(param, types) for param in params]

    def decode(raw: str) -> DecodedQuery:
        pairs = split_query(raw) if raw else []
        if pairs is None:
            raise QueryError("BAD_REQUEST", "The query string is not valid percent-encoded UTF-8.")
        texts: dict[str, list[str]] = {}
        for name, text in pairs:
            texts.setdefault(name, []).append(text)
        return DecodedQuery(_decode_params(compiled, texts), texts.get(FUNCTION_KEY, []))

    return decode


def _decode_params(params: Sequence[_Param], texts: dict[str, list[str]]) -> dict[str, JsonValue]:
    values: dict[str, JsonValue] = {}
    fields: dict[str, list[str]] = {}
    for param in params:
        given = texts.get(param.name)
        if given is None:
            if param.is_empty_list:
                values[param.name] = []
            continue
        try:
            values[param.name] = param.decode(given)
        except JsonError:
            raise QueryError("BAD_REQUEST", f'The param "{param.name}" is no JSON.') from None
        except _ParamProblemsError as error:
            for at, problem in error.problems:
                fields[encode_pointer((param.name, *at))] = [problem]
    if fields:
        raise QueryError("VALIDATION_FAILED", "The params do not fit their types.", fields)
    return values


def _compile_param(param: DeclaredParam, types: NamedTypes) -> _Param:
    plain, nullable = strip_nullable(param.type, types)
    kind = param_kind(param.type, types)
    if kind == "list" and isinstance(plain, ListType):
        # A list that is left out is empty, unless absence says something else.
        is_optional: bool = getattr(param, "optional", False)
        is_empty = param.default is None and not is_optional and not nullable
        return _Param(param.name, _compile_list(strip_nullable(plain.item, types).type), is_empty)
    decode_one = _compile_text(plain) if kind == "text" else parse_json

    def decode(texts: list[str]) -> JsonValue:
        if len(texts) > 1:
            raise _ParamProblemsError(((), "must not be repeated"))
        return decode_one(texts[0])

    return _Param(param.name, decode, is_empty_list=False)


def _compile_text(type_: ResolvedType) -> Callable[[str], JsonValue]:
    def decode(text: str) -> JsonValue:
        value = decode_text(type_, text)
        if value is None:
            raise _ParamProblemsError(((), _problem_of(type_)))
        return value

    return decode


def _compile_list(item: ResolvedType) -> Callable[[list[str]], JsonValue]:
    def decode(texts: list[str]) -> JsonValue:
        values = [decode_text(item, text) for text in texts]
        wrong = [at for at, value in enumerate(values) if value is None][:MAX_FIELD_PROBLEMS]
        if wrong:
            raise _ParamProblemsError(*(((at,), _problem_of(item)) for at in wrong))
        return values

    return decode


def _problem_of(type_: ResolvedType) -> str:
    return f"must be written in the one form of the type {type_.kind}"
