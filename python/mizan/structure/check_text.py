"""Checks of `string`, `bytes`, and of the scalars that travel as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from math import inf
from typing import Final
from uuid import UUID

from mizan.ir.model import BytesType, StringType
from mizan.json.number_text import number_text
from mizan.structure.compilation import Direction
from mizan.structure.formats import is_format
from mizan.structure.misfit_error import Check, MisfitError
from mizan.structure.native import is_bytes, is_plain_text, unwrap
from mizan.structure.pattern.compile_pattern import compile_pattern
from mizan.values.base64 import bytes_length, bytes_to_base64, normalize_bytes
from mizan.values.date_time import datetime_to_text, time_to_text
from mizan.values.duration import duration_to_text
from mizan.values.normal_text import NORMALIZE_TEXT_OF, TextKind

_MESSAGES: Final[Mapping[TextKind, str]] = {
    "uuid": "must be a UUID: hex digits as 8-4-4-4-12",
    "date": "must be a date: YYYY-MM-DD",
    "time": "must be a time: HH:MM:SS, at most 6 digits of a second",
    "datetime": "must be a datetime with an offset: YYYY-MM-DDTHH:MM:SSZ, at most 6 digits of a second",
    "duration": "must be a duration: P1DT2H3M4S, without years, months and weeks",
}


def _date_to_text(value: object) -> str | None:
    # A datetime is a date in Python, with a clock that would be lost.
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else None


_NATIVE_TEXTS: Final[Mapping[TextKind, Callable[[object], str | None]]] = {
    "uuid": lambda value: str(value) if isinstance(value, UUID) else None,
    "date": _date_to_text,
    "time": lambda value: time_to_text(value) if isinstance(value, time) else None,
    "datetime": lambda value: datetime_to_text(value) if isinstance(value, datetime) else None,
    "duration": lambda value: duration_to_text(value) if isinstance(value, timedelta) else None,
}


def compile_text(kind: TextKind, direction: Direction) -> Check:
    """A native is taken on the way out."""
    normalize = NORMALIZE_TEXT_OF[kind]
    to_text = _NATIVE_TEXTS[kind]
    message = _MESSAGES[kind]

    def check(value: object, _depth: int) -> object:
        normal = normalize(value) if isinstance(value, str) else None
        if normal is None:
            raise MisfitError(message)
        return value if normal == value else normal

    def encode(value: object, depth: int) -> object:
        text = to_text(value)
        return check(unwrap(value), depth) if text is None else text

    return check if direction == "in" else encode


def compile_string(type_: StringType, direction: Direction) -> Check:
    """Lengths are in code points, which is what Python counts."""
    if direction == "out":
        return _encode_string
    rules = _compile_rules(type_)

    def check_plain(value: object, _depth: int) -> object:
        if type(value) is str:
            return value
        raise MisfitError("must be a text")

    def check(value: object, _depth: int) -> object:
        if not isinstance(value, str):
            raise MisfitError("must be a text")
        for holds, message in rules:
            if not holds(value):
                raise MisfitError(message)
        return value

    return check if rules else check_plain


def _compile_rules(type_: StringType) -> list[tuple[Callable[[str], bool], str]]:
    """What must hold, the cheapest first, and the message of the first that does not."""
    rules: list[tuple[Callable[[str], bool], str]] = []
    max_length, min_length, format_ = type_.max_length, type_.min_length, type_.format
    if max_length is not None:
        message = f"must have at most {number_text(max_length)} characters"
        rules.append((lambda text: len(text) <= max_length, message))
    if min_length:
        message = f"must have at least {number_text(min_length)} characters"
        rules.append((lambda text: len(text) >= min_length, message))
    if format_ is not None:
        rules.append((lambda text: is_format(format_, text), f"must be of the format {format_}"))
    if type_.pattern is not None:
        rules.append((compile_pattern(type_.pattern), "must match the declared pattern"))
    return rules


def _encode_string(value: object, _depth: int) -> object:
    if type(value) is not str:
        value = unwrap(value)
    if isinstance(value, str) and is_plain_text(value):
        return value if type(value) is str else str.__str__(value)
    raise MisfitError("must be a text without lone surrogates")


def compile_bytes(type_: BytesType, direction: Direction) -> Check:
    """A native is taken on the way out."""
    max_length = inf if type_.max_length is None else type_.max_length
    message = f"must have at most {number_text(type_.max_length or 0)} bytes"

    def check(value: object, _depth: int) -> object:
        if not isinstance(value, str) or normalize_bytes(value) is None:
            raise MisfitError("must be padded base64")
        if direction == "in" and bytes_length(value) > max_length:
            raise MisfitError(message)
        return value

    def encode(value: object, depth: int) -> object:
        return bytes_to_base64(value) if is_bytes(value) else check(unwrap(value), depth)

    return check if direction == "in" else encode
