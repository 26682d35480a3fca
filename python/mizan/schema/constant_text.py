"""Constants that may hold natives → RFC 8785 JSON: defaults and examples of the IR."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import Url

from mizan.ir.model import TypeExpression
from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_value import JsonValue
from mizan.schema.native_text import (
    text_of_bytes,
    text_of_date,
    text_of_datetime,
    text_of_decimal,
    text_of_duration,
    text_of_time,
    text_of_uuid,
)


def constant_text(value: object, type: TypeExpression) -> str | None:  # noqa: A002 - the word of the IR
    """None when the value is no JSON even then: nobody can print what it stands for."""
    is_big = type.kind == "bigint" or (type.kind == "nullable" and type.type.kind == "bigint")
    try:
        return to_canonical_json(str(value) if is_big and isinstance(value, int) else _to_json(value))
    except (ValueError, TypeError):
        return None


_TEXTS: dict[type, Callable[[Any], str]] = {
    datetime: text_of_datetime,
    date: text_of_date,
    time: text_of_time,
    timedelta: text_of_duration,
    UUID: text_of_uuid,
    Decimal: text_of_decimal,
    bytes: text_of_bytes,
    Url: str,
}


def _to_json(value: object) -> JsonValue:
    if value is None or (isinstance(value, bool | int | float | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return _to_json(value.value)
    text = _TEXTS.get(type(value))
    if text is not None:
        return text(value)
    if isinstance(value, set | frozenset):
        return sorted((_to_json(item) for item in cast("set[object]", value)), key=to_canonical_json)
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in cast("list[object]", value)]
    if isinstance(value, BaseModel):
        return _to_json(value.model_dump(by_alias=True))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _to_json(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {
            str(name): _to_json(member) for name, member in cast("Mapping[object, object]", value).items()
        }
    raise TypeError(f"{type(value).__name__} is no constant of the IR")
