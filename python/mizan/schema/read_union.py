"""Literals, enums, nullables and unions; their normal form is made of what is read here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Any, cast

from mizan.ir.model import (
    EnumType,
    LiteralType,
    NullableType,
    PlainType,
    StructType,
    TypeExpression,
    UnionType,
)
from mizan.schema.absent import ABSENT, Absent
from mizan.schema.core_node import CoreNode, after, as_node, chain, plain
from mizan.schema.reading import ReadContext, Reading

Read = Callable[[CoreNode, ReadContext], Reading]

NOTHING = Reading(PlainType("nothing"), {"type": "none"})


def is_absent(node: CoreNode) -> bool:
    """`Absent` beside a type says that the member may be left out; it is no value."""
    if node.get("type") == "enum":
        return node.get("cls") is Absent
    return node.get("type") == "literal" and all(isinstance(value, Absent) for value in node["expected"])


def read_literal(node: CoreNode, context: ReadContext) -> Reading:
    expected = cast("list[object]", node["expected"])
    members: list[TypeExpression] = []
    for value in expected:
        member = _literal_of(value.value if isinstance(value, Enum) else value)
        if member is None:
            return context.refuse(
                f"{value!r} is no literal of the IR", "Literals are strings, integers, booleans and None."
            )
        members.append(member)
    cores = [_core_of_literal(value, context.side) for value in expected]
    core = cores[0] if len(cores) == 1 else _choice(cores)
    if all(type(value) is str for value in expected):
        core = {"type": "literal", "expected": expected}
    return Reading(members[0] if len(members) == 1 else UnionType(tuple(members)), core)


def read_enum(node: CoreNode, context: ReadContext) -> Reading:
    cls: type[Enum] = node["cls"]
    values = [member.value for member in cls]
    members = [_literal_of(value) for value in values]
    known = [member for member in members if member is not None]
    if not known or len(known) < len(members):
        return context.refuse(f"{cls.__name__} has members that are no literals of the IR", "Use a StrEnum.")
    if all(isinstance(value, str) for value in values):
        type_ = EnumType(tuple(values)) if len(values) > 1 else known[0]
    else:
        type_ = UnionType(tuple(known)) if len(known) > 1 else known[0]
    if context.side == "output":
        return Reading(type_, plain(_value_of_member(cls)))
    by_value = {member.value: member for member in cls}
    accepted = _choice([_core_of_literal(value, "input") for value in values])
    if all(type(value) is str for value in values):
        accepted = {"type": "literal", "expected": values}
    return Reading(type_, after(by_value.__getitem__, accepted))


def read_nullable(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    inner = read(node["schema"], context)

    def spread(value: object) -> object:
        return None if value is None else inner.spread(value)

    return replace(
        inner,
        type=NullableType(inner.type),
        core={"type": "nullable", "schema": inner.core},
        spread=spread,
        default=None,
    )


def read_union(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    """Members differ by their kind of JSON or by a literal, and are strict: at most one takes a value."""
    given = [cast(CoreNode, each[0] if isinstance(each, tuple) else each) for each in node["choices"]]
    choices = [choice for choice in given if not is_absent(choice)]
    readings = [read(choice, context.below(f"|{at}")) for at, choice in enumerate(choices)]
    if not readings:
        return context.refuse("a member that is always absent has no IR type")
    reading = readings[0] if len(readings) == 1 else _union(readings, _choice(_cores(readings)), context)
    if len(choices) == len(given):
        return reading
    core = reading.core
    if context.side == "input":
        core = {"type": "default", "schema": core, "default": ABSENT}
    return replace(reading, core=core, is_optional=True)


def read_tagged_union(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    choices = cast("dict[object, CoreNode]", node["choices"])
    readings = {tag: read(choice, context.below(f"|{tag}")) for tag, choice in choices.items()}
    discriminator = node["discriminator"]
    members = list(readings.values())
    if not isinstance(discriminator, str):
        return _union(members, _choice(_cores(members)), context)
    if context.side == "output":
        return _union(members, _choice(_cores(members)), context, discriminator)
    core = {
        "type": "tagged-union",
        "choices": {_tag(tag): reading.core for tag, reading in readings.items()},
        "discriminator": discriminator,
        "from_attributes": False,
        "strict": False,
    }
    return _union(members, core, context, discriminator)


def _cores(readings: list[Reading]) -> list[CoreNode]:
    return [reading.core for reading in readings]


def _tag(tag: object) -> object:
    return tag.value if isinstance(tag, Enum) else tag


def _choice(cores: list[CoreNode]) -> CoreNode:
    return {"type": "union", "mode": "left_to_right", "choices": cores}


def _union(
    readings: list[Reading], core: CoreNode, context: ReadContext, discriminator: str | None = None
) -> Reading:
    return Reading(
        UnionType(tuple(reading.type for reading in readings), discriminator),
        core,
        is_exact=all(reading.is_exact for reading in readings),
        may_change=any(reading.may_change for reading in readings),
        spread=_spread_member(readings, context),
    )


def _spread_member(readings: list[Reading], context: ReadContext) -> Callable[[object], object]:
    """Of objects, the member whose literals the value has."""

    def spread(value: object) -> object:
        for reading in readings:
            type_ = context.table.behind(reading, context.side).type
            if not isinstance(type_, StructType):
                spread_value = reading.spread(value)
                if spread_value is not value:
                    return spread_value
                continue
            spread_value = reading.spread(value)
            if isinstance(spread_value, dict) and _has_literals(as_node(cast(object, spread_value)), type_):
                return cast(object, spread_value)
        return value

    return spread


def _has_literals(value: CoreNode, type_: StructType) -> bool:
    return all(
        value.get(each.name, each.type.value) == each.type.value
        for each in type_.fields
        if isinstance(each.type, LiteralType)
    )


def _literal_of(value: object) -> TypeExpression | None:
    if value is None:
        return PlainType("nothing")
    if isinstance(value, str):
        return LiteralType(str(value))
    if isinstance(value, bool):
        return LiteralType(value)
    return LiteralType(int(value)) if isinstance(value, int) and abs(value) < 2**53 else None


def _core_of_literal(value: object, side: str) -> CoreNode:
    if value is None:
        return {"type": "none"}
    if isinstance(value, Enum):
        return _core_of_member(value, side)
    return plain(_equals(value))


def _core_of_member(member: Enum, side: str) -> CoreNode:
    if side == "output":
        return plain(lambda given: _value_of_member(type(member))(_same_member(given, member)))
    return chain(_core_of_literal(member.value, side), plain(lambda _value: member))


def _same_member(given: object, member: Enum) -> object:
    if given is not member:
        raise ValueError(f"must be {member!r}")
    return given


def _equals(literal: object) -> Callable[[object], object]:
    """1 is not true, nor 1.0."""

    def check(value: object) -> object:
        if value.__class__ is not literal.__class__ or value != literal:
            raise ValueError(f"must be {literal!r}")
        return value

    return check


def _value_of_member(cls: type[Enum]) -> Callable[[Any], object]:
    def value_of(value: Any) -> object:  # noqa: ANN401 - whatever a handler returns
        if value.__class__ is not cls:
            raise ValueError(f"must be a {cls.__name__}")
        return value.value

    return value_of
