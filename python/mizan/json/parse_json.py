"""
The one JSON decoder (SPEC.md, JSON-1…10): Python's own behind cheap searches for what languages disagree
about.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn

from mizan.generated.limits import MAX_DEPTH
from mizan.json.json_error import JsonError
from mizan.json.json_value import JsonValue
from mizan.json.number_text import to_double, to_number


def parse_json(data: bytes | str) -> JsonValue:
    """
    Bytes or text to a value of dict, list, str, bool, int, float and None. Refuses invalid UTF-8, a byte
    order mark, numbers that are not finite doubles, lone surrogates and nesting deeper than MAX_DEPTH; of
    duplicate members the last wins. Whole numbers within ±(2^53−1) are `int`, others the nearest `float`.
    Raises JsonError.
    """
    text, data = _both_forms(data)
    # More brackets, inside strings too, than a text may be deep: most texts have fewer, or are shallow.
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH:
        _check_depth(data)
    value = _decode(text, _long_decoder if _LONG_NUMBER in data.translate(_digits_alone) else _decoder)
    if b"\\u" in data:
        _check_strings(text)
    return value


def _both_forms(data: bytes | str) -> tuple[str, bytes]:
    if isinstance(data, str):
        try:
            return data, data.encode()
        except UnicodeEncodeError:
            raise JsonError("The text holds a lone surrogate.") from None
    try:
        return data.decode(), data
    except UnicodeDecodeError:
        raise JsonError("The text is not valid UTF-8.") from None


def _decode(text: str, decoder: JSONDecoder) -> Any:  # noqa: ANN401 -- JSON
    try:
        value, end = decoder.raw_decode(text)
        if end == len(text):
            return value
    except JSONDecodeError:
        pass
    # White space around the value, or an error: the library's message quotes the text.
    try:
        return decoder.decode(text)
    except JSONDecodeError:
        raise JsonError("The text is not valid JSON.") from None


def _parse_number(digits: str) -> int | float:
    return to_number(to_double(float(digits)))


def _refuse_constant(_name: str) -> NoReturn:
    raise JsonError("The text is not valid JSON.")


_decoder = JSONDecoder(parse_float=_parse_number, parse_constant=_refuse_constant)

# Through a function of Python for each whole number, which costs three times as much.
_long_decoder = JSONDecoder(
    parse_float=_parse_number, parse_int=_parse_number, parse_constant=_refuse_constant
)

# Whole numbers of fewer digits are exact doubles.
_LONG_NUMBER = b"0" * 16

_digits_alone = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))

_not_structure = bytes(byte for byte in range(256) if byte not in b'[]{}"')

_one_kind = bytes.maketrans(b"{}", b"[]")

_escape = re.compile(rb"\\.", re.DOTALL)

_each_quoted = re.compile(rb'"[^"]*+"?')


def _check_depth(data: bytes) -> None:
    """Of a valid text; what an invalid one is refused for is no matter."""
    if b"\\" in data:
        data = _escape.sub(b"", data)
    # Two quotes side by side are an empty string, or the seam of two: without them the others still pair up.
    data = data.translate(_one_kind, _not_structure).replace(b'""', b"")
    brackets = _each_quoted.sub(b"", data)
    # Each pass takes the innermost pairs away, one level.
    for _ in range(MAX_DEPTH):
        if not brackets:
            return
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise JsonError(f"The text is nested deeper than {MAX_DEPTH}.")


# Possessive, so that a quote without an end costs no more than a pass over the text.
_each_string = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)

_finds_surrogate_escape = re.compile(r"\\u[dD][89a-fA-F]").search

_finds_surrogate = re.compile(r"[\ud800-\udfff]").search


def _check_strings(text: str) -> None:
    """Looks at every string of a valid text, also at those that a later member of the same name replaced."""
    if not _finds_surrogate_escape(text):
        return
    for match in _each_string.finditer(text):
        token = match.group()
        if "\\u" in token and _finds_surrogate(_decode(token, _decoder)):
            raise JsonError("The text holds a lone surrogate.")
