"""Results to the wire: natives in normal form, nothing rounded, nothing coerced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import (
    AnyUrl,
    Base64Bytes,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    RootModel,
    computed_field,
    field_serializer,
)
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from mizan import ABSENT, Absent, BigInt
from mizan.json.print_json import print_json
from mizan.structure.encode_error import EncodeError
from tests.support.declared import returning


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Tree(BaseModel):
    label: str
    children: list[Tree] = []


@dataclass
class Point:
    x: int
    y: int = 0


@dataclass(slots=True)
class Slotted:
    x: int


class Named(BaseModel):
    own: int = Field(alias="theName")


class Wide(BaseModel):
    side: float
    note: str | Absent = ABSENT
    hidden: int = Field(default=1, exclude=True)

    @computed_field
    @property
    def area(self) -> float:
        return self.side**2


class Stamped(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)
    made_at: date
    secret: str = "x"
    tags: list[str] = []

    @field_serializer("made_at")
    def serialize_made_at(self, value: date) -> int:
        return value.year

    @field_serializer("tags", when_used="json")
    def serialize_tags(self, value: list[str]) -> str:
        return self.secret + ",".join(value)


class Pair(TypedDict):
    a: int
    b: NotRequired[date]


class Ids(RootModel[list[int]]):
    pass


class Row:
    """What an ORM hands out."""

    def __init__(self) -> None:
        self.x = 1
        self.y = 2
        self.other = 3


NUMBERS = returning(list[float])
TEXTS = returning(dict[str, str])
PLUS_ONE = timezone(timedelta(hours=1))


NATIVES: list[tuple[Any, object, object]] = [
        (int, 5, 5),
        (float, 5, 5),
        (float, -0.0, 0),
        (BigInt, 2**70, "1180591620717411303424"),
        (Decimal, Decimal("1.50"), "1.5"),
        (Decimal, Decimal("1E+2"), "100"),
        (Decimal, Decimal("-0"), "0"),
    (Decimal, Decimal("-0.00"), "0"),
    (Decimal, Decimal("1E-400"), f"0.{'0' * 399}1"),
        (bytes, b"\0\1\2", "AAEC"),
    (Base64Bytes, bytes(60), "A" * 80),
        (bytes, bytearray(b"\0"), "AA=="),
        (UUID, UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (date, date(2026, 1, 2), "2026-01-02"),
        (date, "2026-01-02", "2026-01-02"),
        (time, time(5, 6, 7, 100_000), "05:06:07.1"),
        (datetime, datetime(2026, 1, 1, 1, tzinfo=PLUS_ONE), "2026-01-01T00:00:00Z"),
        (datetime, datetime(2026, 1, 1, 1, 2, 3, 80_000, tzinfo=UTC), "2026-01-01T01:02:03.08Z"),
        (datetime, datetime(800, 1, 1, tzinfo=UTC), "0800-01-01T00:00:00Z"),
        (timedelta, timedelta(hours=25, microseconds=500_000), "P1DT1H0.5S"),
        (timedelta, -timedelta(seconds=1), "-PT1S"),
        (timedelta, timedelta(), "PT0S"),
        (Color, Color.RED, "red"),
        (Color, "red", "red"),
        (str, Color.RED, "red"),
        (Literal[Color.RED], Color.RED, "red"),
        (set[str], {"b", "a"}, ["a", "b"]),
        (frozenset[int], frozenset([3, 1]), [1, 3]),
        (list[int], (1, 2), [1, 2]),
        (tuple[int, str], (1, "x"), [1, "x"]),
        (tuple[int, ...], (1, 2), [1, 2]),
        (dict[str, date], {"a": date(2026, 1, 2)}, {"a": "2026-01-02"}),
        (dict[Color, int], {Color.RED: 1}, {"red": 1}),
        (str | None, None, None),
        (int | str, "5", "5"),
        (JsonValue, {"a": [1, None]}, {"a": [1, None]}),
        (AnyUrl, AnyUrl("https://example.org"), "https://example.org/"),
        (IPv4Address, IPv4Address("192.0.2.1"), "192.0.2.1"),
        (Tree, Tree(label="a", children=[Tree(label="b")]), {"label": "a", "children": [{"label": "b", "children": []}]}),
        (Point, Point(1), {"x": 1, "y": 0}),
        (Point, {"x": 1}, {"x": 1, "y": 0}),
        (Point, Row(), {"x": 1, "y": 2}),
        (Slotted, Slotted(1), {"x": 1}),
        (Named, Named(theName=1), {"theName": 1}),
        (Wide, Wide(side=2), {"side": 2, "area": 4}),
        (Wide, Wide(side=2, note="x"), {"side": 2, "note": "x", "area": 4}),
        (Stamped, Stamped.model_validate({"madeAt": "2026-01-02", "tags": ["b"]}), {"madeAt": 2026, "secret": "x", "tags": "xb"}),
    (Pair, {"a": 1}, {"a": 1}),
        (Pair, {"a": 1, "b": date(2026, 1, 2), "c": 5}, {"a": 1, "b": "2026-01-02"}),
        (Ids, Ids([1]), [1]),
        (Annotated[Point, PlainSerializer(lambda point: point.x, return_type=int)], Point(1), 1),
        (None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("annotation", "value", "wire"), NATIVES)
def test_natives_go_out_in_normal_form(annotation: Any, value: object, wire: object) -> None:  # noqa: ANN401 - types
    assert returning(annotation).encode_result(value) == wire


@pytest.mark.parametrize(
    ("annotation", "value", "pointer"),
    [
        (int, 2**53, ""),
        (int, True, ""),
        (int, 5.0, None),
        (int, 5.5, ""),
        (int, "5", ""),
        (str, 5, ""),
        (str, "\ud800", ""),
        (float, float("nan"), ""),
        (Decimal, Decimal("Infinity"), ""),
        (datetime, datetime(2026, 1, 1), ""),
        (datetime, datetime(1, 1, 1, tzinfo=PLUS_ONE), ""),
        (date, datetime(2026, 1, 1, tzinfo=UTC), ""),
        (Annotated[int, Field(le=3)], 4, ""),
        (Annotated[str, Field(pattern="^a$")], "b", ""),
        (list[int], [1, "2"], "/1"),
        (list[int], "12", ""),
        (tuple[int, str], (1,), ""),
        (Color, "green", ""),
        (Point, None, ""),
        (Tree, Tree.model_construct(label="a", children=[Tree.model_construct(label=5, children=[])]), "/children/0/label"),
        (Pair, {"b": date(2026, 1, 2)}, "/a"),
        (JsonValue, {"a": {1}}, "/a"),
        (None, 5, ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(annotation: Any, value: object, pointer: str | None) -> None:  # noqa: ANN401 - types
    if pointer is None:
        assert returning(annotation).encode_result(value) == value
        return
    with pytest.raises(EncodeError) as caught:
        returning(annotation).encode_result(value)
    assert caught.value.pointer == pointer


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**25), 10**25).map(float)))
@example(1e21)
@example(1e-7)
@example(-0.0)
@example(2.0**53)
@example(123456789012345680000.0)
@settings(max_examples=500, derandomize=True, deadline=None, database=None)
def test_numbers_are_printed_as_ecmascript_prints_them(number: float) -> None:
    assert NUMBERS.encode_result_text([number]) == print_json([number])


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@example('\0\b\t\n\f\r\x1f\x7f\u2028"\\/é😀')
@settings(max_examples=300, derandomize=True, deadline=None, database=None)
def test_texts_are_printed_as_ecmascript_prints_them(text: str) -> None:
    assert TEXTS.encode_result_text({text: text}) == print_json({text: text})


def test_any_json_is_printed_alike() -> None:
    assert returning(JsonValue).encode_result_text({"a": [5.0, 1e-7]}) == '{"a":[5,1e-7]}'


def test_members_stand_in_the_order_of_their_declaration() -> None:
    assert list(returning(Pair).encode_result({"b": date(2026, 1, 2), "a": 1}) or {}) == ["a", "b"]  # type: ignore[arg-type]


def test_results_are_not_nested_without_end() -> None:
    tree = Tree(label="x")
    for _ in range(70):
        tree = Tree(label="x", children=[tree])
    with pytest.raises(EncodeError):
        returning(Tree).encode_result(tree)


def test_a_subclass_shows_what_was_declared_alone() -> None:
    class Secret(Named):
        password: str = "1234"

    assert returning(Named).encode_result(Secret(theName=1)) == {"theName": 1}
    assert returning(list[Point]).encode_result([Row()]) == [{"x": 1, "y": 2}]
