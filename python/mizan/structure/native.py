"""Which of Python's own values can stand for JSON on the way out (SPEC.md, VAL-8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sized
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import TypeGuard, cast
from uuid import UUID

from mizan.structure.misfit_error import MisfitError

BYTES = (bytes, bytearray, memoryview)
TEXTS = (str, *BYTES, UUID, date, time, timedelta, Decimal)
"""Natives that go out as texts; `datetime` is a `date`."""

_COLLECTIONS = (list, tuple, set, frozenset)

_NO_COLLECTIONS = (str, Mapping, *BYTES)

_NO_OBJECTS = (int, float, list, set, frozenset, Enum, *TEXTS)


def is_bytes(value: object) -> TypeGuard[bytes | bytearray | memoryview]:
    return isinstance(value, BYTES)


def is_plain_text(text: str) -> bool:
    """Whether a text holds no lone surrogate, which has no UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_collection(value: object) -> TypeGuard[Collection[object]]:
    """
    Lists, tuples, sets, and rows of a database that know their number; no texts, no mappings, no iterators.
    """
    if isinstance(value, _COLLECTIONS):
        return True
    return isinstance(value, Iterable) and isinstance(value, Sized) and not isinstance(value, _NO_COLLECTIONS)


def is_object(value: object) -> bool:
    """Whether a value has members by name: mappings, and instances of classes that stand for nothing else."""
    if isinstance(value, tuple):
        return hasattr(cast("object", value), "_fields")
    return value is not None and not isinstance(value, _NO_OBJECTS)


def member_name(name: object) -> str:
    """The name of a member of a mapping. Raises MisfitError for what is none."""
    value = cast("object", name.value) if isinstance(name, Enum) else name
    if not isinstance(value, str):
        raise MisfitError("must have names that are texts")
    if not is_plain_text(value):
        raise MisfitError("must have names without lone surrogates")
    return str.__str__(value)


def unwrap(value: object) -> object:
    """The value of an enum's member, and any other as it is."""
    return cast("object", value.value) if isinstance(value, Enum) else value
