"""Questions about JSON, values and query strings (SPEC.md, JSON, Values, Query string)."""

from __future__ import annotations

from typing import Literal, TypeGuard

from mizan.ir.model import Field
from mizan.ir.resolve_type import resolve_type
from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_error import JsonError
from mizan.json.json_value import JsonValue
from mizan.json.parse_json import parse_json
from mizan.query_string.decode_query import decode_query
from mizan.query_string.encode_query import encode_query
from mizan.query_string.query_error import QueryError
from mizan.structure.compile_checker import compile_checker
from mizan.structure.compile_encoder import compile_encoder
from mizan.structure.structure_error import StructureError
from mizan.values.base64 import base64_to_bytes
from mizan.values.canonical_text import canonical_text
from mizan.values.param_kind import ParamKind, param_kind
from mizan.vectors.question import (
    Question,
    Questions,
    RefusalError,
    as_object,
    read_list,
    read_member,
    read_object,
    read_text,
)
from mizan.vectors.read_model import read_named_types, read_type


def _json_decode(question: Question) -> JsonValue:
    is_bytes = "base64" in question
    data = _read_bytes(read_text(question, "base64")) if is_bytes else read_text(question, "text")
    try:
        return to_canonical_json(parse_json(data))
    except JsonError as error:
        raise RefusalError(str(error), {"code": "BAD_REQUEST"}) from None


def _jcs(question: Question) -> JsonValue:
    return to_canonical_json(read_member(question, "value"))


def _normal_form(question: Question) -> JsonValue:
    check = compile_checker(read_type(question), read_named_types(question))
    try:
        return check(read_member(question, "value"))
    except StructureError as error:
        facts = {"code": "VALIDATION_FAILED", "fields": error.fields}
        raise RefusalError("The value does not fit the type.", facts) from None


def _encode(question: Question) -> JsonValue:
    types = read_named_types(question)
    return compile_encoder(read_type(question), types)(_to_natives(read_member(question, "value")))


def _to_natives(value: JsonValue) -> object:
    """A number of JSON is a double. Python's `int` stands for `bigint` too, where a double is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, list):
        return [_to_natives(item) for item in value]
    if isinstance(value, dict):
        return {name: _to_natives(member) for name, member in value.items()}
    return value


def _canonical_text(question: Question) -> JsonValue:
    if read_member(question, "value") is None:
        return None
    return canonical_text(read_type(question), _normal_form(question), read_named_types(question))


def _param_kind(question: Question) -> JsonValue:
    return param_kind(read_type(question), read_named_types(question))


def _query_encode(question: Question) -> JsonValue:
    return encode_query(read_object(question, "params"), _read_kinds(question))


def _query_decode(question: Question) -> JsonValue:
    params: list[Field] = []
    for each in read_list(question, "params"):
        param = as_object(each, "A param is an object.")
        params.append(Field(read_text(param, "name"), read_type(param)))
    types = read_named_types(question)
    for param in params:
        resolve_type(param.type, types)
    try:
        decoded = decode_query(read_text(question, "raw"), params, types)
    except QueryError as error:
        facts = {"code": error.code, **({"fields": error.fields} if error.fields else {})}
        raise RefusalError(error.message, facts) from None
    return {"values": decoded.values, "functions": decoded.functions}


def _read_kinds(question: Question) -> dict[str, ParamKind]:
    kinds: dict[str, ParamKind] = {}
    for name, kind in read_object(question, "kinds").items():
        if not _is_kind(kind):
            raise RefusalError('"kinds" holds no param kind.')
        kinds[name] = kind
    return kinds


def _is_kind(kind: JsonValue) -> TypeGuard[Literal["text", "list", "json"]]:
    return kind in ("text", "list", "json")


def _read_bytes(base64: str) -> bytes:
    try:
        return base64_to_bytes(base64)
    except ValueError:
        raise RefusalError('"base64" is not padded base64.') from None


VALUE_QUESTIONS: Questions = {
    "json_decode": _json_decode,
    "jcs": _jcs,
    "normal_form": _normal_form,
    "encode": _encode,
    "canonical_text": _canonical_text,
    "param_kind": _param_kind,
    "query_encode": _query_encode,
    "query_decode": _query_decode,
}
