"""RFC 8785 JSON (SPEC.md, JSON-11): one text per value, the same in every language."""

from __future__ import annotations

from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import cast

from mizan.json.json_error import JsonError
from mizan.json.json_value import JsonValue
from mizan.json.number_text import number_text

# Deeper than anything the protocol carries, and far from the end of any stack.
_MAX_NESTING = 256


def to_canonical_json(value: JsonValue) -> str:
    """
    The RFC 8785 text of a value. Raises JsonError for what JSON cannot say: numbers that are not finite, lone
    surrogates, cycles, other kinds of value, names that are no texts.
    """
    return _print(value, 0)


def _print(value: object, depth: int) -> str:
    kind = type(value)
    if kind is str:
        return print_text(cast("str", value))
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int or kind is float:
        return number_text(cast("float", value))
    if depth >= _MAX_NESTING:
        raise JsonError(f"The value is nested deeper than {_MAX_NESTING}.")
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        named = [f"{print_text(name)}:{_print(members[name], depth + 1)}" for name in _sorted_names(members)]
        return "{" + ",".join(named) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([_print(item, depth + 1) for item in cast("list[object]", value)]) + "]"
    raise JsonError(f"JSON has no {kind.__name__}.")


def _sorted_names(members: Mapping[str, object]) -> list[str]:
    """By UTF-16 code units: the order of code points, but where surrogates meet U+E000–U+FFFF."""
    names = list(members)
    try:
        is_ascii = "".join(names).isascii()
    except TypeError:
        raise JsonError("JSON has no names that are no texts.") from None
    names.sort(key=None if is_ascii else _utf16)
    return names


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def print_text(text: str) -> str:
    """With the shortest escapes, nothing beyond ASCII escaped. Raises JsonError for lone surrogates."""
    printed = encode_basestring(text)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise JsonError("The value holds a lone surrogate.") from None
    return printed
