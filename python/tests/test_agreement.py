"""The quick way of arguments accepts nothing that the long way refuses; both give the same; results go back."""

# Strategies are built from lambdas, whose parameters hypothesis types by position.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from mizan import BigInt, Email, Ipv6, Uri, client
from mizan.declare.declaration import declaration_of
from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_value import JsonValue
from mizan.json.print_json import print_json
from mizan.registry.binding import Binding
from mizan.registry.compile_arguments import compile_arguments
from mizan.registry.declaration_report import DeclarationReport
from mizan.registry.function_draft import CollectedFunction, InputDraft
from mizan.registry.normalize_drafts import normalize_drafts
from mizan.registry.read_function import read_function
from mizan.registry.registry import Decoded, Misfit
from mizan.schema.type_table import TypeTable
from tests.support.declared import returning


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Item(BaseModel):
    id: int
    at: datetime | None = None
    tags: list[Annotated[str, Field(min_length=1, max_length=3)]] = []


class Leaf(TypedDict):
    color: Color
    parts: NotRequired[list[Item]]


class Square(BaseModel):
    kind: Literal["square"]
    side: Annotated[float, Field(gt=0)]


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: float


class Tree(BaseModel):
    label: str
    children: list[Tree] = []


ANNOTATIONS: dict[str, Any] = {
    "bool": bool,
    "int": int,
    "bounded": Annotated[int, Field(ge=-5, lt=100, multiple_of=5)],
    "float": float,
    "ratio": Annotated[float, Field(gt=0, le=1)],
    "bigint": Annotated[BigInt, Field(ge=-10)],
    "decimal": Annotated[Decimal, Field(le=100)],
    "str": Annotated[str, Field(min_length=1, max_length=4)],
    "pattern": Annotated[str, Field(pattern="^[a-z]{2,3}$")],
    "email": Email,
    "uri": Uri,
    "ipv6": Ipv6,
    "uuid": UUID,
    "date": date,
    "time": time,
    "datetime": datetime,
    "timedelta": timedelta,
    "bytes": Annotated[bytes, Field(max_length=3)],
    "none": None,
    "literal": Literal["a", 1, True, None],
    "enum": Color,
    "list": Annotated[list[int], Field(min_length=1, max_length=3)],
    "tuple": tuple[int, str],
    "rest": tuple[date, ...],
    "map": dict[str, Decimal],
    "keyed": dict[Color, int],
    "union": int | str | list[bool] | None,
    "model": Item,
    "typed_dict": Leaf,
    "shape": Annotated[Square | Circle, Field(discriminator="kind")],
    "either": Square | Circle,
    "tree": Tree,
}

DIGITS = st.sampled_from(["0", "00", "05", "5", "12", "23", "24", "29", "30", "31", "59", "60", "99", "٣"])
TEXTS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        [
            *("", "a", "abc", "red", "RED", "circle", "square", "+5", "-0", "0.10", ".5", "5.", "1e3", " 5", "5\n", "1_000"),
            *("AAE=", "AAF=", "AAEC", "AA", "a@b.c", "@", "https://a.b/c", "HTTPS://A", "//a", "::1", "fe80::1%eth0", "1::2::3"),
            *("P1D", "PT36H", "P1Y", "-PT0.5S", "PT0S", "P0D", "P", "PT", "P1W", "PT1.1234567S", "P9999999999D", "-P999999999DT1S"),
            *("0188E7C8-6D5B-7C3E-9A1B-0123456789AB", "0188e7c8-6d5b-7c3e-9a1b-0123456789ab", "{0188e7c86d5b7c3e9a1b0123456789ab}"),
        ]
    ),
    st.builds(lambda y, m, d: f"{y}-{m}-{d}", st.sampled_from(["2024", "2025", "0000", "0001", "9999"]), DIGITS, DIGITS),
    st.builds(lambda h, m, s, f: f"{h}:{m}:{s}{f}", DIGITS, DIGITS, DIGITS, st.sampled_from(["", ".1", ".10", ".1234567", "Z"])),
    st.builds(
        lambda d, h, s, f, z: f"2024-02-{d}T{h}:05:{s}{f}{z}",
        DIGITS, DIGITS, DIGITS,
        st.sampled_from(["", ".5", ".50", ".123456", ",5"]),
        st.sampled_from(["Z", "z", "+01:00", "+24:00", "-00:00", "", "+0100"]),
    ),
    st.from_regex(r"\A-?[0-9]{1,5}(\.[0-9]{1,3})?\Z"),
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 110),
    st.sampled_from([2**53 - 1, 2**53, -(2**53), 2**70, 0.5, 1.5, -0.0, 1e300, 5.0]),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
)
NAMES = st.sampled_from(
    ["id", "at", "tags", "color", "parts", "kind", "side", "radius", "label", "children", "x", "red", "blue"]
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)), max_leaves=6
)  # fmt: skip


OFFSETS = st.sampled_from(["Z", "+01:00", "-23:59", "+00:00"])
NEAR_TEXTS: dict[str, st.SearchStrategy[str]] = {
    "pattern": st.from_regex(r"\A[a-z]{1,4}\Z"),
    "email": st.sampled_from(["a@b.c", "A.b+c@x-y.org", "a@-b.c", "é@b.c", "a b@c.d", "a@b"]),
    "uri": st.sampled_from(["https://a.b/c?d#e", "urn:x", "HTTP://A", "a:%zz", "a:b c", "x"]),
    "ipv6": st.sampled_from(
        ["::", "::1", "1::2:3", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1:::2", "::1.2.3", "fe80::1%x"]
    ),
    "uuid": st.uuids().flatmap(
        lambda it: st.sampled_from([str(it), str(it).upper(), it.hex, f"urn:uuid:{it}"])
    ),
    "date": st.dates().map(str),
    "time": st.times().map(str),
    "datetime": st.builds(lambda it, zone: f"{it.isoformat()}{zone}", st.datetimes(), OFFSETS),
    "timedelta": st.builds(
        lambda sign, days, hours, seconds: f"{sign}P{days}DT{hours}H{seconds}S",
        st.sampled_from(["", "-"]),
        st.integers(0, 999999999),
        st.integers(0, 30),
        st.sampled_from(["0", "5", "59.9", "61", "0.000001", "1.10"]),
    ),
    "bytes": st.binary(max_size=4).map(lambda it: b64encode(it).decode()),
    "enum": st.sampled_from(["red", "blue", "Red"]),
    "bigint": st.integers().map(str),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
}


def _near(name: str) -> st.SearchStrategy[JsonValue]:
    """Values that have the shape, so that many are accepted."""
    item = st.fixed_dictionaries(
        {"id": st.integers(0, 5)}, optional={"at": TEXTS, "tags": st.lists(st.text(max_size=4), max_size=2)}
    )
    shapes: dict[str, st.SearchStrategy[Any]] = {
        "model": item,
        "typed_dict": st.fixed_dictionaries(
            {"color": st.sampled_from(["red", "blue", "no"])}, optional={"parts": st.lists(item, max_size=2)}
        ),
        "shape": st.fixed_dictionaries(
            {"kind": st.sampled_from(["circle", "square"])},
            optional={"side": LEAVES, "radius": st.floats(0, 5)},
        ),
        "map": st.dictionaries(st.text(max_size=3), TEXTS, max_size=2),
        "keyed": st.dictionaries(st.sampled_from(["red", "blue", "x"]), st.integers(), max_size=2),
        "tuple": st.tuples(st.integers(), st.text(max_size=3)).map(list),
        "rest": st.lists(TEXTS, max_size=2),
        "list": st.lists(st.integers(), max_size=4),
        "tree": st.recursive(
            st.fixed_dictionaries({"label": st.text(max_size=2)}),
            lambda inner: st.fixed_dictionaries(
                {"label": st.text(max_size=2), "children": st.lists(inner, max_size=2)}
            ),
            max_leaves=4,
        ),
    }
    shapes["either"] = shapes["shape"]
    shapes |= NEAR_TEXTS
    return st.one_of(shapes[name], VALUES) if name in shapes else VALUES


def _ways(annotation: Any) -> tuple[Any, Any]:  # noqa: ANN401 - types
    names: dict[str, Any] = {"T": annotation}
    exec("def subject(_request, x: T) -> None: ...", names)
    function = client(affects="nothing")(names["subject"])
    declaration = declaration_of(function)
    assert declaration is not None
    report, table = DeclarationReport(), TypeTable()
    draft = read_function(CollectedFunction("subject", declaration, function), table, Binding(), report)
    normal = normalize_drafts([draft], table, report)
    report.raise_if_any()
    quick: InputDraft = normal.drafts[0].input
    slow = replace(
        quick, readings={name: replace(each, is_exact=False) for name, each in quick.readings.items()}
    )
    return (
        compile_arguments(quick, normal.structures, table, {"x": None}),
        compile_arguments(slow, normal.structures, table, {"x": None}),
    )


WAYS = {name: _ways(annotation) for name, annotation in ANNOTATIONS.items()}


@pytest.mark.parametrize("name", list(ANNOTATIONS))
def test_both_ways_agree(name: str) -> None:
    quick, slow = WAYS[name]
    assert quick.__name__ != slow.__name__, "this type has no quick way"
    accepted = 0

    @given(_near(name))
    @settings(max_examples=300, derandomize=True, deadline=None, database=None)
    def check(value: JsonValue) -> None:
        nonlocal accepted
        accepted += _compare(quick({"x": value}), slow({"x": value}))

    check()
    assert accepted > 0, "nothing was accepted, so nothing was compared"


@pytest.mark.parametrize("name", list(ANNOTATIONS))
def test_what_came_in_goes_out_in_normal_form(name: str) -> None:
    _, slow = WAYS[name]
    result = returning(ANNOTATIONS[name])

    @given(_near(name))
    @settings(max_examples=200, derandomize=True, deadline=None, database=None)
    def check(value: JsonValue) -> None:
        decoded = slow({"x": value})
        if isinstance(decoded, Misfit):
            return
        encoded = result.encode_result(decoded.value["x"])
        assert to_canonical_json(encoded) == to_canonical_json(decoded.normal["x"])
        assert result.encode_result_text(decoded.value["x"]) == print_json(encoded)

    check()


def _compare(one: Decoded | Misfit, other: Decoded | Misfit) -> bool:
    assert type(one) is type(other), (one, other)
    if isinstance(one, Misfit) or isinstance(other, Misfit):
        assert one == other
        return False
    assert one.value == other.value
    assert repr(one.value).replace("-0.0", "0.0") == repr(other.value).replace("-0.0", "0.0")
    assert to_canonical_json(one.normal) == to_canonical_json(other.normal)
    return True
