"""Check of `json`: any JSON value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar, cast

from mizan.ir.model import NumericType
from mizan.structure.check_number import compile_number
from mizan.structure.compilation import Compilation, refuse_depth
from mizan.structure.misfit_error import Check, Findings, MisfitError
from mizan.structure.native import is_plain_text, member_name

_encode_number = compile_number(NumericType("number"), "out")


def compile_json(compilation: Compilation) -> Check:
    """What comes in was decoded from JSON already; what goes out can be anything."""
    return _take if compilation.direction == "in" else _compile_json_out(compilation.max_depth)


def _take(value: object, _depth: int) -> object:
    return value


def _compile_json_out(max_depth: int) -> Check:
    def check(value: object, depth: int) -> object:
        if not isinstance(value, (list, tuple, Mapping)):
            return _encode_scalar(value, depth)
        if depth >= max_depth:
            raise refuse_depth(max_depth)
        if isinstance(value, Mapping):
            members = cast("Mapping[object, object]", value).items()
            return dict(
                _check_each([(member_name(key), member) for key, member in members], check, depth + 1)
            )
        items = cast("Sequence[object]", value)
        return [item for _, item in _check_each(enumerate(items), check, depth + 1)]

    return check


_Key = TypeVar("_Key", str, int)


def _check_each(pairs: Iterable[tuple[_Key, object]], check: Check, depth: int) -> list[tuple[_Key, object]]:
    findings = Findings()
    copy: list[tuple[_Key, object]] = []
    for key, value in pairs:
        try:
            copy.append((key, check(value, depth)))
        except MisfitError as misfit:
            findings.add(key, misfit)
    if findings.problems:
        raise findings.to_error()
    return copy


def _encode_scalar(value: object, depth: int) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _encode_number(value, depth)
    if not isinstance(value, str):
        raise MisfitError(f"must be JSON, which has no {type(value).__name__}")
    if not is_plain_text(value):
        raise MisfitError("must be a text without lone surrogates")
    return value if type(value) is str else str.__str__(value)
