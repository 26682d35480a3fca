"""
JSON for bodies, as ECMAScript's JSON.stringify prints it: members in their order, the same bytes in every
language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import JSONEncoder
from typing import cast

from mizan.json.canonical_json import print_text
from mizan.json.json_value import JsonValue
from mizan.json.number_text import number_text

_encode = JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":")).encode

# Texts of doubles that Python prints otherwise (`5.0`, `1e-05`, `1e+16`), and whole numbers that may be no
# doubles.
_finds_suspect = re.compile(r"\.0(?![0-9])|[0-9]e[-+]|[0-9]{16}").search


def print_json(value: JsonValue) -> str:
    """
    Of a value in normal form, which holds no lone surrogates. Raises ValueError for numbers that are not
    finite and TypeError for what is no JSON.
    """
    text = _encode(value)
    return _print(value) if _finds_suspect(text) else text


def _print(value: object) -> str:
    if isinstance(value, str):
        return print_text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value).items()
        return "{" + ",".join([f"{print_text(name)}:{_print(member)}" for name, member in members]) + "}"
    return "[" + ",".join([_print(item) for item in cast("list[object]", value)]) + "]"
