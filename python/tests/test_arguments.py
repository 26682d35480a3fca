"""Arguments from the wire: natives, normal forms, refusals with pointers, the rules of Pydantic behind the structure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

import pytest
from annotated_types import MultipleOf
from pydantic import (
    MISSING,
    AfterValidator,
    Base64Bytes,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    field_validator,
    model_validator,
)
from typing_extensions import TypedDict

from mizan import ABSENT, Absent, BigInt, Unique, client
from tests.support.declared import accepted, refused, register, returning, taking, taking_in_query


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


@pytest.mark.parametrize(
    ("annotation", "wire", "native"),
    [
        (int, 5, 5),
        (float, 5, 5.0),
        (BigInt, "9007199254740993", 9007199254740993),
        (Base64Bytes, "AAEC", b"\0\1\2"),
        (str | MISSING, "x", "x"),
        (Decimal, "1.50", Decimal("1.5")),
        (bytes, "AAEC", b"\0\1\2"),
        (UUID, "0188E7C8-6D5B-7C3E-9A1B-0123456789AB", UUID("0188e7c8-6d5b-7c3e-9a1b-0123456789ab")),
        (date, "2024-02-29", date(2024, 2, 29)),
        (time, "05:06:07.100", time(5, 6, 7, 100_000)),
        (datetime, "2026-11-23T05:06:07+01:00", datetime(2026, 11, 23, 4, 6, 7, tzinfo=UTC)),
        (timedelta, "PT90M", timedelta(minutes=90)),
        (timedelta, "-P1DT1H", -timedelta(days=1, hours=1)),
        (Color, "red", Color.RED),
        (Literal[Color.RED], "red", Color.RED),
        (set[int], [3, 1], {1, 3}),
        (Annotated[list[int], Unique], [3, 1], [3, 1]),
        (tuple[int, str], [1, "x"], (1, "x")),
        (dict[Color, int], {"red": 1}, {Color.RED: 1}),
        (str | None, None, None),
        (HttpUrl, "https://example.org/a", HttpUrl("https://example.org/a")),
    ],
)
def test_handlers_get_natives(annotation: Any, wire: Any, native: object) -> None:  # noqa: ANN401 - types, JSON
    value = accepted(taking(x=annotation), {"x": wire}).value["x"]
    assert value == native
    assert type(value) is type(native)


@pytest.mark.parametrize(
    ("annotation", "wire"),
    [
        (int, True),
        (int, "5"),
        (int, 5.5),
        (bool, 1),
        (str, 5),
        (float, "1"),
        (BigInt, "+5"),
        (BigInt, 5),
        (Decimal, "1e3"),
        (Decimal, 1),
        (bytes, "AAE"),
        (bytes, "AAF="),
        (UUID, "urn:uuid:0188e7c8-6d5b-7c3e-9a1b-0123456789ab"),
        (date, "2026-02-30"),
        (time, "24:00:00"),
        (datetime, "2026-11-23T05:06:07"),
        (datetime, 1700000000),
        (timedelta, 90),
        (Literal[1], True),
        (set[int], [1, 1]),
        (tuple[int, str], [1]),
        (Annotated[list[int], Unique], [1, 1]),
        (list[int], "12"),
        (Color, "green"),
    ],
)
def test_nothing_is_coerced(annotation: Any, wire: Any) -> None:  # noqa: ANN401 - types, JSON
    assert refused(taking(x=annotation), {"x": wire}) != {}


def test_long_numbers_with_steps_are_no_accident() -> None:
    function = taking(x=Annotated[Decimal, MultipleOf(Decimal("0.01"))])
    long = "1" * 100
    assert accepted(function, {"x": long}).value == {"x": Decimal(long)}
    assert list(refused(function, {"x": f"{long}.001"})) == ["/x"]


def test_steps_are_exact_in_digits() -> None:
    function = taking(x=Annotated[float, Field(multiple_of=0.1)])
    assert accepted(function, {"x": 0.3}).value == {"x": 0.3}
    assert list(refused(function, {"x": 0.35})) == ["/x"]


def test_lengths_are_those_of_what_came() -> None:
    function = taking(x=Annotated[str, StringConstraints(strip_whitespace=True, max_length=3)])
    assert accepted(function, {"x": " a "}).value == {"x": "a"}
    assert list(refused(function, {"x": " abc "})) == ["/x"]


def test_a_duration_that_python_cannot_hold_is_refused() -> None:
    assert list(refused(taking(x=timedelta), {"x": "-P999999999DT1S"})) == ["/x"]


def test_unknown_missing_and_wrong_members_have_pointers() -> None:
    function = taking(user_id=int, tags=list[Annotated[str, Field(max_length=2)]])
    assert set(refused(function, {"user_id": "5", "tags": ["a", "abc"], "~a/b": 1})) == {
        "/user_id",
        "/tags/1",
        "/~0a~1b",
    }
    assert refused(function, {"user_id": 1}) == {"/tags": ["is required"]}
    assert list(refused(function, [])) == [""]


def test_rules_of_pydantic_run_behind_the_structure() -> None:
    def even(value: int) -> int:
        if value % 2:
            raise ValueError("must be even")
        return value

    function = taking(numbers=list[Annotated[int, AfterValidator(even)]])
    assert accepted(function, {"numbers": [2, 4]}).value == {"numbers": [2, 4]}
    assert refused(function, {"numbers": [2, 3]}) == {"/numbers/1": ["must be even"]}
    assert "/numbers/0" in refused(function, {"numbers": ["2"]})


def test_problems_are_a_hundred_at_most() -> None:
    never = Annotated[int, AfterValidator(refuse)]
    assert len(refused(taking(x=list[never]), {"x": list(range(500))})) == 100
    [pointer] = refused(taking(x=dict[str, never]), {"x": {"k" * 9999: 1}})
    assert len(pointer) < 2000


def test_a_long_list_without_repeats_is_read_in_no_time() -> None:
    items = list(range(50_000))
    assert accepted(taking(x=Annotated[list[int], Unique]), {"x": items}).value == {"x": items}


def refuse(_value: int) -> int:
    raise ValueError("never")


def test_a_validator_before_the_type_never_sees_what_the_structure_refuses() -> None:
    seen: list[object] = []

    def look(value: object) -> object:
        seen.append(value)
        return value

    function = taking(x=Annotated[int, BeforeValidator(look)])
    refused(function, {"x": "5"})
    assert seen == []
    assert accepted(function, {"x": 5}).value == {"x": 5}
    assert seen == [5]
    declared = taking(x=Annotated[int, BeforeValidator(look, json_schema_input_type=str)])
    refused(declared, {"x": 5})
    assert seen == [5]
    assert refused(declared, {"x": "a"}) != {}
    assert accepted(declared, {"x": "7"}).value == {"x": 7}


def test_a_validator_before_the_type_may_hand_on_a_native() -> None:
    def noon(value: object) -> object:
        return date.fromisoformat(value) if isinstance(value, str) else value

    assert accepted(taking(x=Annotated[date, BeforeValidator(noon)]), {"x": "2026-01-02"}).value == {
        "x": date(2026, 1, 2)
    }


class Interval(BaseModel):
    low: int
    high: int = 10

    @field_validator("low")
    @classmethod
    def check_low(cls, value: int) -> int:
        if value < 0:
            raise ValueError("must not be below zero")
        return value

    @model_validator(mode="after")
    def check_order(self) -> Interval:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


def test_validators_of_models_run_and_point_at_their_member() -> None:
    function = taking(x=Interval)
    assert accepted(function, {"x": {"low": 1}}).value["x"] == Interval(low=1)
    assert refused(function, {"x": {"low": -1}}) == {"/x/low": ["must not be below zero"]}
    assert refused(function, {"x": {"low": 11}}) == {"/x": ["low is above high"]}
    assert refused(function, {"x": {"low": 1, "mid": 2}}) == {"/x/mid": ["is not declared"]}


def test_a_model_knows_what_was_given_on_the_quick_and_on_the_long_way() -> None:
    class Patch(BaseModel):
        name: str | None = None
        key: UUID | None = None

    function = taking(x=Patch)
    for key in ("0188e7c8-6d5b-7c3e-9a1b-0123456789ab", "0188E7C8-6D5B-7C3E-9A1B-0123456789AB"):
        decoded = accepted(function, {"x": {"key": key}})
        assert decoded.value["x"].model_fields_set == {"key"}


def test_defaults_stand_in_the_normal_form_and_reach_the_handler() -> None:
    @client(affects="nothing")
    def subject(
        _request: object, limit: int = 20, at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    ) -> None: ...

    decoded = accepted(register(subject).functions["subject"], {})
    assert decoded.value == {"limit": 20, "at": datetime(2026, 1, 1, tzinfo=UTC)}
    assert decoded.normal == {"limit": 20, "at": "2026-01-01T00:00:00Z"}


def test_a_mutable_default_is_nobody_elses() -> None:
    @client(affects="nothing")
    def subject(_request: object, tags: list[str] = ["a"]) -> None: ...  # noqa: B006 - that is the point

    function = register(subject).functions["subject"]
    accepted(function, {}).value["tags"].append("b")
    assert accepted(function, {}).value == {"tags": ["a"]}


def test_absent_is_not_null() -> None:
    @client(affects="nothing")
    def subject(_request: object, note: str | Absent = ABSENT) -> None: ...

    function = register(subject).functions["subject"]
    assert accepted(function, {}).value == {"note": ABSENT}
    assert accepted(function, {}).normal == {}
    assert accepted(function, {"note": "x"}).value == {"note": "x"}
    assert list(refused(function, {"note": None})) == ["/note"]


@dataclass
class Point:
    x: int
    y: int = 0


class Line(TypedDict):
    start: Point
    color: NotRequired[Color]


def test_members_of_dataclasses_and_typed_dicts() -> None:
    function = taking(line=Line)
    assert accepted(function, {"line": {"start": {"x": 1}}}).value == {"line": {"start": Point(1)}}
    assert list(refused(function, {"line": {"start": {"x": 1, "z": 1}, "color": 5}})) == [
        "/line/start/z",
        "/line/color",
    ]


def test_unions_take_the_member_that_fits() -> None:
    class Square(BaseModel):
        kind: Literal["square"]
        side: float

    class Circle(BaseModel):
        kind: Literal["circle"]
        radius: float

        @field_validator("radius")
        @classmethod
        def check(cls, value: float) -> float:
            if value > 1:
                raise ValueError("too big")
            return value

    for shape in (Square | Circle, Annotated[Square | Circle, Field(discriminator="kind")]):
        function = taking(shape=shape)
        value = accepted(function, {"shape": {"kind": "circle", "radius": 1}}).value["shape"]
        assert value == Circle(kind="circle", radius=1)
        assert refused(function, {"shape": {"kind": "circle", "radius": 2}}) == {"/shape/radius": ["too big"]}
        assert list(refused(function, {"shape": {"kind": "oval"}})) == ["/shape/kind"]
    either = taking(x=int | str | None)
    assert [accepted(either, {"x": each}).value["x"] for each in (5, "5", None)] == [5, "5", None]


def test_an_object_says_itself_which_it_is() -> None:
    class Kind(StrEnum):
        SQUARE = "square"
        CIRCLE = "circle"

    class Square(BaseModel):
        kind: Literal[Kind.SQUARE] = Field(default=Kind.SQUARE, alias="type")
        side: float

    class Circle(BaseModel):
        kind: Literal[Kind.CIRCLE] = Field(default=Kind.CIRCLE, alias="type")
        radius: float = 1

    function = taking(shape=Annotated[Square | Circle, Field(discriminator="kind")])
    assert accepted(function, {"shape": {"type": "circle"}}).value == {"shape": Circle(radius=1)}
    assert list(refused(function, {"shape": {"side": 1}})) == ["/shape/type"]
    assert list(refused(taking(x=Circle), {"x": {"radius": 1}})) == ["/x/type"]
    encode = returning(Annotated[Square | Circle, Field(discriminator="kind")]).encode_result
    assert encode(Circle(radius=2)) == {"type": "circle", "radius": 2}
    assert encode({"type": "square", "side": 2}) == {"type": "square", "side": 2}


def test_configuration_of_a_model_counts() -> None:
    class Loose(BaseModel):
        model_config = ConfigDict(
            str_strip_whitespace=True, populate_by_name=True, strict=True, extra="ignore"
        )
        day: date = Field(alias="theDay")
        name: Annotated[str, Field(max_length=3)]

    function = taking(x=Loose)
    decoded = accepted(function, {"x": {"theDay": "2026-01-02", "name": " a "}})
    assert decoded.value["x"] == Loose(theDay=date(2026, 1, 2), name="a")
    assert list(refused(function, {"x": {"day": "2026-01-02", "name": " abc "}})) == [
        "/x/theDay",
        "/x/name",
        "/x/day",
    ]


def test_keys_are_made_of_what_the_rules_left() -> None:
    function = taking_in_query(
        tag=Annotated[str, StringConstraints(to_lower=True)],
        link=HttpUrl,
        day=Annotated[date, AfterValidator(lambda value: value.replace(day=1))],
        size=Annotated[str, AfterValidator(len)],
        key=UUID,
    )
    args = {
        "tag": "ABC",
        "link": "https://EXAMPLE.org",
        "day": "2026-05-07",
        "size": "abcd",
        "key": "0188E7C8-6D5B-7C3E-9A1B-0123456789AB",
    }
    decoded = accepted(function, args)
    assert decoded.value["size"] == 4
    assert decoded.normal == {
        "tag": "abc",
        "link": "https://example.org/",
        "day": "2026-05-01",
        # A number is no text: what the client sent stands.
        "size": "abcd",
        "key": "0188e7c8-6d5b-7c3e-9a1b-0123456789ab",
    }
    quick = taking_in_query(day=Annotated[date, AfterValidator(lambda value: value.replace(day=1))])
    assert accepted(quick, {"day": "2026-05-07"}).normal == {"day": "2026-05-01"}


def test_names_that_mean_something_elsewhere_are_data() -> None:
    class Odd(TypedDict):
        constructor: int
        model_config: int

    function = taking(x=dict[str, int], y=Odd)
    args = {"x": {"__proto__": 1, "__class__": 2}, "y": {"constructor": 1, "model_config": 2}}
    assert accepted(function, args).value == args
