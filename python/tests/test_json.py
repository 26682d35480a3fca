"""
JSON: the strict decoder, RFC 8785, and the text of bodies (SPEC.md, JSON). The rules' answers are in the
vectors.
"""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_error import JsonError
from mizan.json.json_value import JsonValue
from mizan.json.number_text import number_text
from mizan.json.parse_json import parse_json
from mizan.json.print_json import print_json

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | texts
values: st.SearchStrategy[JsonValue] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def one_number(value: JsonValue) -> JsonValue:
    """As the decoder gives it: whole numbers within ±(2^53−1) as int."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, list):
        return [one_number(item) for item in value]
    if isinstance(value, dict):
        return {name: one_number(member) for name, member in value.items()}
    return value


@given(values)
def test_what_is_printed_is_read_back(value: JsonValue) -> None:
    expected = one_number(value)
    for text in (to_canonical_json(value), print_json(value), json.dumps(value)):
        assert repr(parse_json(text)) == repr(parse_json(text.encode()))
        assert parse_json(text) == expected
    assert to_canonical_json(parse_json(to_canonical_json(value))) == to_canonical_json(value)


@given(values)
def test_bodies_differ_from_canonical_text_in_the_order_of_members_alone(value: JsonValue) -> None:
    assert to_canonical_json(parse_json(print_json(value))) == to_canonical_json(value)
    assert len(print_json(value)) == len(to_canonical_json(value))


@given(st.binary(max_size=40))
def test_any_bytes_are_json_or_a_json_error(data: bytes) -> None:
    try:
        parse_json(data)
    except JsonError:
        return


@given(st.text('[]{}",:\\u1dD8 e0', max_size=40))
def test_any_text_is_read_as_python_reads_it_or_refused(text: str) -> None:
    try:
        value = parse_json(text)
    except JsonError:
        return
    assert value == json.loads(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (-0.0, "0"),
        (1e16, "10000000000000000"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (123456789012345680000.0, "123456789012345680000"),
        (0.000001, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (-1.25, "-1.25"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (2**53 + 1, "9007199254740992"),
    ],
)
def test_numbers_are_printed_as_ecmascript_prints_them(value: float, text: str) -> None:
    assert number_text(value) == text
    assert print_json([value]) == f"[{text}]"
    assert to_canonical_json(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400])
def test_numbers_that_are_not_finite_are_refused(value: float) -> None:
    with pytest.raises(JsonError):
        number_text(value)


@pytest.mark.parametrize("value", [b"x", {1: "a"}, {"a": object()}, "\ud800", {"\udc00": 1}])
def test_canonical_json_has_no_other_kinds_of_value(value: JsonValue) -> None:
    with pytest.raises(JsonError):
        to_canonical_json(value)


def test_a_cycle_is_refused() -> None:
    cycle: list[JsonValue] = []
    cycle.append(cycle)
    with pytest.raises(JsonError):
        to_canonical_json(cycle)


def test_depth_counts_brackets_outside_strings_alone() -> None:
    assert parse_json("[" * 64 + "]" * 64) is not None
    with pytest.raises(JsonError):
        parse_json("[" * 65 + "]" * 65)
    shallow = ["[[{" * 30, '"]', "\\", '\\"[', ""]
    assert parse_json(json.dumps(shallow * 3)) == shallow * 3
    with pytest.raises(JsonError):
        # Closing brackets in strings take nothing away.
        parse_json('["]",' * 65 + "1" + "]" * 65)
    with pytest.raises(JsonError):
        # Nor does a later member of the same name.
        parse_json('{"a":' + "[" * 64 + "]" * 64 + ',"a":1}')


@pytest.mark.parametrize(
    "text", ["[" * 900_000, '"' * 900_000, '{"a":' * 180_000, "[{" * 9 + '"\\u' * 300_000]
)
def test_hostile_texts_are_refused_soon(text: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(JsonError):
        parse_json(text)
    assert time.perf_counter() - begun < 2
