"""The named types of an app while annotations are read: each once a side, both agreeing (IR-19)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from mizan.ir.model import (
    Field,
    ListType,
    MapType,
    NamedType,
    NullableType,
    RefType,
    StructType,
    TupleType,
    TypeExpression,
    UnionType,
)
from mizan.ir.reached_types import inner_types
from mizan.schema.core_node import CoreNode, referred
from mizan.schema.reading import UNREADABLE, Reading, Side

_MOST_HOPS = 32


@dataclass(frozen=True, slots=True)
class NamedAnnotation:
    key: str
    """Pydantic's ref: unlike the name, never the same for two classes."""
    name: str
    origin: str
    """For messages: `class app.models.Profile`."""


@dataclass(frozen=True, slots=True)
class TypeProblem:
    """A mistake that concerns a name, and the place where the name was first met."""

    usage: str
    reason: str
    hint: str


@dataclass(slots=True)
class _Entry:
    named: NamedAnnotation
    usage: str
    sides: dict[Side, Reading] = field(default_factory=dict["Side", Reading])


class TypeTable:
    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def read(self, named: NamedAnnotation, side: Side, usage: str, read: Callable[[], Reading]) -> Reading:
        """A reference to the type; `read` runs once a side, and may meet the same type again."""
        entry = self._entries.setdefault(named.key, _Entry(named, usage))
        if side not in entry.sides:
            entry.sides[side] = UNREADABLE
            reading = read()
            entry.sides[side] = replace(reading, core={**reading.core, "ref": named.key})
        return Reading(
            RefType(named.name),
            {"type": "definition-ref", "schema_ref": named.key},
            spread=lambda value: entry.sides[side].spread(value),
        )

    def find(self, key: str, side: Side) -> Reading | None:
        """What was read behind a reference."""
        entry = self._entries.get(key)
        return None if entry is None else entry.sides.get(side)

    def usage_of(self, name: str) -> str:
        """Where the type of this name was first met."""
        return next(entry.usage for entry in self._entries.values() if entry.named.name == name)

    def behind(self, reading: Reading, side: Side) -> Reading:
        """What a reference refers to; anything else is itself."""
        for _ in range(_MOST_HOPS):
            if not isinstance(reading.type, RefType):
                break
            reading = self.find(reading.core["schema_ref"], side) or UNREADABLE
        return reading

    def reached(self, core: CoreNode, side: Side) -> list[Reading]:
        """Everything that a schema refers to, directly or not."""
        found: dict[str, Reading] = {}
        pending = referred(core)
        while pending:
            key = pending.pop()
            reading = self.find(key, side)
            if key in found or reading is None:
                continue
            found[key] = reading
            pending |= referred(reading.core)
        return list(found.values())

    def fills_members(self, reading: Reading, side: Side) -> bool:
        """A member somewhere below has a default."""
        readings = [reading, *self.reached(reading.core, side)]
        return any(_holds(each.type, _has_default) for each in readings)

    def kinds(self, reading: Reading, side: Side) -> set[str]:
        """Kinds of all types below."""
        found: set[str] = set()
        pending: list[TypeExpression] = [each.type for each in [reading, *self.reached(reading.core, side)]]
        while pending:
            type_ = pending.pop()
            found.add(type_.kind)
            pending.extend(inner_types(type_))
        return found

    def is_deep(self, reading: Reading, side: Side) -> bool:
        """No declaration limits how deep its values are: they hold themselves, or any JSON."""
        readings = [reading, *self.reached(reading.core, side)]
        if "json" in self.kinds(reading, side):
            return True
        return any(
            each.core["ref"]
            in {inner.core["ref"] for inner in self.reached({**each.core, "ref": None}, side)}
            for each in readings
            if "ref" in each.core
        )

    def collect(self) -> tuple[list[NamedType], list[TypeProblem]]:
        """One type a name, and what stands against that."""
        types: dict[str, tuple[NamedType, _Entry]] = {}
        problems: list[TypeProblem] = []
        for entry in self._entries.values():
            merged = _merge_sides(entry)
            if merged is None:
                problems.append(_two_sides(entry))
            type_ = merged or _named(entry, next(iter(entry.sides.values())))
            other = types.get(type_.name)
            if other is None:
                types[type_.name] = (type_, entry)
            elif other[0] != type_:
                problems.append(_two_shapes(other[1], entry))
        return [type_ for type_, _ in types.values()], problems


def _has_default(type_: TypeExpression) -> bool:
    return isinstance(type_, StructType) and any(each.default is not None for each in type_.fields)


def _holds(type_: TypeExpression, is_it: Callable[[TypeExpression], bool]) -> bool:
    """Names are not followed."""
    return is_it(type_) or any(_holds(each, is_it) for each in inner_types(type_))


def name_of_ref(ref: str) -> str:
    """`app.models.Page:94[app.models.Task:95]` → `PageOfTask` (IR-18)."""
    own, _, arguments = ref.partition("[")
    name = own.partition(":")[0].rpartition(".")[2]
    inner = [name_of_ref(each) for each in _split_arguments(arguments.removesuffix("]"))]
    return f"{name}Of{'And'.join(_upper_first(each) for each in inner)}" if inner else name


def _split_arguments(text: str) -> list[str]:
    parts = [""]
    depth = 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def _upper_first(name: str) -> str:
    clean = re.sub(r"[^A-Za-z0-9_]", "", name)
    return clean[:1].upper() + clean[1:]


def _two_shapes(first: _Entry, second: _Entry) -> TypeProblem:
    return TypeProblem(
        second.usage,
        f'the type name "{second.named.name}" has two shapes: {first.named.origin} at {first.usage}, '
        f"and {second.named.origin} at {second.usage}",
        "Rename one of the classes.",
    )


def _two_sides(entry: _Entry) -> TypeProblem:
    return TypeProblem(
        entry.usage,
        f'the type "{entry.named.name}" is one thing as input and another as result, '
        "because its aliases, computed fields or serializers differ",
        "Declare two classes, one for arguments and one for results.",
    )


def _named(entry: _Entry, reading: Reading, type_: TypeExpression | None = None) -> NamedType:
    return NamedType(name=entry.named.name, type=type_ or reading.type, doc=reading.doc)


def _merge_sides(entry: _Entry) -> NamedType | None:
    input_, output = entry.sides.get("input"), entry.sides.get("output")
    if input_ is None or output is None:
        return _named(entry, next(iter(entry.sides.values())))
    merged = _merge_types(input_.type, output.type)
    return None if merged is None else _named(entry, input_, merged)


def _merge_types(input_: TypeExpression, output: TypeExpression) -> TypeExpression | None:
    """The type that says both; the two sides may differ in what is optional and in defaults."""
    if isinstance(input_, StructType) and isinstance(output, StructType):
        return _merge_structs(input_.fields, output.fields)
    if isinstance(input_, ListType) and isinstance(output, ListType):
        item = _merge_types(input_.item, output.item)
        return None if item is None else replace(input_, item=item)
    if isinstance(input_, MapType) and isinstance(output, MapType):
        value = _merge_types(input_.value, output.value)
        return None if value is None else replace(input_, value=value)
    if isinstance(input_, NullableType) and isinstance(output, NullableType):
        inner = _merge_types(input_.type, output.type)
        return None if inner is None else replace(input_, type=inner)
    if isinstance(input_, TupleType) and isinstance(output, TupleType):
        items = _merge_many(input_.items, output.items)
        return None if items is None else replace(input_, items=items)
    if isinstance(input_, UnionType) and isinstance(output, UnionType):
        members = _merge_many(input_.members, output.members)
        return None if members is None else replace(input_, members=members)
    return input_ if input_ == output else None


def _merge_many(
    input_: Sequence[TypeExpression], output: Sequence[TypeExpression]
) -> tuple[TypeExpression, ...] | None:
    if len(input_) != len(output):
        return None
    merged = [_merge_types(a, b) for a, b in zip(input_, output, strict=True)]
    found = tuple(each for each in merged if each is not None)
    return found if len(found) == len(merged) else None


def _merge_structs(input_: Sequence[Field], output: Sequence[Field]) -> StructType | None:
    if len(input_) != len(output):
        return None
    others = {each.name: each for each in output}
    fields: list[Field] = []
    for each in input_:
        other = others.get(each.name)
        type_ = None if other is None else _merge_types(each.type, other.type)
        if other is None or type_ is None:
            return None
        is_optional = each.default is None and (each.optional or other.optional)
        fields.append(replace(each, type=type_, optional=is_optional))
    return StructType(tuple(fields))
