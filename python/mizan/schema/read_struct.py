"""Objects with named members: Pydantic models, dataclasses, TypedDicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from mizan.ir.model import Field, LiteralType, StructType
from mizan.json.canonical_json import to_canonical_json
from mizan.schema.absent import ABSENT, is_missing
from mizan.schema.annotations import annotate
from mizan.schema.core_node import CoreNode, as_node, before, metadata_of
from mizan.schema.reading import ReadContext, Reading
from mizan.values.name import is_name

Read = Callable[[CoreNode, ReadContext], Reading]


@dataclass(frozen=True, slots=True)
class _Member:
    attribute: str
    """In Python."""
    name: str
    """On the wire."""
    node: CoreNode
    reading: Reading
    is_required: bool


def read_model(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    """`model` and `dataclass`: the class around its members."""
    config = {**context.config, **as_node(node.get("config") or {})}
    inside = replace(context, config=config)
    inner = read(node["schema"], inside)
    if context.side == "output":
        if node.get("root_model"):
            unwrap = _unwrap_root(node["cls"])
            return replace(inner, core=before(unwrap, inner.core), spread=_spread_root(inner))
        return _read_instance(node, inner)
    if node.get("custom_init"):
        return context.refuse(
            f"{node['cls'].__name__} has an __init__ of its own, which takes what was not checked",
            "Use a validator, or a dataclass for arguments.",
        )
    core = {key: value for key, value in node.items() if key not in _OUTPUT_KEYS}
    return replace(
        inner, core={**core, "schema": inner.core, "strict": False, "config": _without_leaves(node)}
    )


_OUTPUT_KEYS = ("ref", "serialization", "metadata")
# What these say is read into every leaf, which must not hear it twice; names of the wire are the only ones.
_LEAF_CONFIG = {
    "strict",
    "coerce_numbers_to_str",
    "str_strip_whitespace",
    "str_to_lower",
    "str_to_upper",
    "populate_by_name",
    "validate_by_name",
    "validate_by_alias",
    "validate_default",
}


def _without_leaves(node: Mapping[str, Any]) -> CoreNode:
    config = as_node(node.get("config") or {})
    return {key: value for key, value in config.items() if key not in _LEAF_CONFIG}


def read_members(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    """`model-fields`, `dataclass-args` and `typed-dict`."""
    config = {**context.config, **as_node(node.get("config") or {})}
    here = replace(context, config=config)
    if (node.get("extra_behavior") or config.get("extra_fields_behavior")) == "allow":
        return context.refuse(
            "an object that lets other members through has no IR type",
            "Unknown members are mistakes on input: list the members, or use a dict in a member of its own.",
        )
    members = [
        _read_member(attribute, member, here, read) for attribute, member in _declared(node, context.side)
    ]
    if context.side == "output":
        members += [_read_computed(each, here, read) for each in _computed_of(node)]
        return Reading(_struct(members), _output_core(node, members), spread=_spread_members(members))
    core = {key: value for key, value in node.items() if key not in _OUTPUT_KEYS}
    core |= {"extra_behavior": "forbid", "computed_fields": []}
    core["fields"] = _input_fields(node, members)
    if node["type"] == "typed-dict":
        core |= {"strict": False, "config": _without_leaves(node)}
    is_whole = len(members) == len(node["fields"])
    return Reading(
        _struct(members),
        core,
        is_exact=is_whole and all(member.reading.is_exact for member in members),
        may_change=any(member.reading.may_change for member in members),
    )


def _computed_of(node: Mapping[str, Any]) -> list[CoreNode]:
    return cast("list[CoreNode]", node.get("computed_fields") or [])


def _declared(node: Mapping[str, Any], side: str) -> list[tuple[str, CoreNode]]:
    fields = node["fields"]
    if isinstance(fields, dict):
        members = list(cast("dict[str, CoreNode]", fields).items())
    else:
        members = [(cast(str, each["name"]), each) for each in cast("list[CoreNode]", fields)]
    if side == "input":
        return [(name, each) for name, each in members if each.get("init", True)]
    return [
        (name, each)
        for name, each in members
        if not each.get("serialization_exclude") and not each.get("init_only")
    ]


def _read_member(attribute: str, member: CoreNode, context: ReadContext, read: Read) -> _Member:
    key = "validation_alias" if context.side == "input" else "serialization_alias"
    alias = member.get(key)
    name = attribute if alias is None else alias
    here = context.below(f".{attribute}")
    if not isinstance(name, str) or not is_name(name):
        here.refuse(
            f"{name!r} is no name for a member",
            "Names are a letter, then letters, digits and underscores, at most 128.",
        )
        name = attribute
    serializer = _serializer_of(member) if context.side == "output" else {}
    if serializer:
        returned = as_node(serializer.get("return_schema") or {"type": "any"})
        reading = annotate(read(returned, here), metadata_of(member))
        if returned["type"] == "any":
            here.refuse("nobody can see what its serializer returns", "Annotate the serializer's result.")
        return _Member(attribute, name, member, reading, is_required=True)
    reading = annotate(_without_own_literal(read(member["schema"], here)), metadata_of(member))
    is_required = member.get("required", True) and reading.default is None and not reading.is_optional
    return _Member(attribute, name, member, reading, is_required)


def _without_own_literal(reading: Reading) -> Reading:
    """`kind: Literal["circle"] = "circle"` says what the object is: it must say so itself (IR-13)."""
    type_ = reading.type
    if not isinstance(type_, LiteralType) or reading.default != to_canonical_json(type_.value):
        return reading
    core = as_node(reading.core["schema"]) if reading.core["type"] == "default" else reading.core
    return replace(reading, core=core, default=None)


def _read_computed(computed: CoreNode, context: ReadContext, read: Read) -> _Member:
    attribute: str = computed["property_name"]
    name = computed.get("alias") or attribute
    reading = annotate(read(computed["return_schema"], context.below(f".{attribute}")), metadata_of(computed))
    return _Member(attribute, name, computed, reading, is_required=True)


def _struct(members: list[_Member]) -> StructType:
    return StructType(tuple(_field(member) for member in members))


def _field(member: _Member) -> Field:
    reading = member.reading
    return Field(
        name=member.name,
        type=reading.type,
        doc=reading.doc,
        default=reading.default,
        example=reading.example,
        deprecated=reading.deprecated,
        optional=not member.is_required and reading.default is None,
    )


def _input_fields(node: Mapping[str, Any], members: list[_Member]) -> Any:  # noqa: ANN401 - as the node has them
    cores = {
        member.attribute: {**member.node, "schema": member.reading.core, "metadata": {}} for member in members
    }
    if isinstance(node["fields"], dict):
        return cores
    return [cores.get(each["name"], each) for each in node["fields"]]


def _output_core(node: Mapping[str, Any], members: list[_Member]) -> CoreNode:
    """Reads by attribute, writes by name."""
    fields = {
        member.name: {
            "type": "typed-dict-field",
            "schema": member.reading.core,
            "required": not _may_be_missing(member, node),
            **({} if member.name == member.attribute else {"validation_alias": member.attribute}),
        }
        for member in members
    }
    return {"type": "typed-dict", "strict": True, "fields": fields, "extra_behavior": "ignore"}


def _may_be_missing(member: _Member, node: Mapping[str, Any]) -> bool:
    """A default is filled in by the exact encoder."""
    return member.reading.is_optional or (
        node["type"] == "typed-dict" and not member.is_required and member.reading.default is None
    )


def _read_instance(node: CoreNode, inner: Reading) -> Reading:
    """As result, an instance of exactly this class is its members; the exact encoder takes others too."""
    cls: type = node["cls"]
    slots: list[str] | None = node.get("fields") if node.get("slots") else None
    added = _read_added(node)
    has_absent = isinstance(inner.type, StructType) and any(each.optional for each in inner.type.fields)

    def plain_members(value: object) -> object:
        if value.__class__ is not cls:
            raise ValueError(f"must be a {cls.__name__}")
        return value.__dict__

    def members(value: object) -> object:
        if value.__class__ is not cls:
            raise ValueError(f"must be a {cls.__name__}")
        stored = value.__dict__ if slots is None else {name: getattr(value, name) for name in slots}
        return {name: each for name, each in {**stored, **added(value)}.items() if not is_missing(each)}

    def spread(value: object) -> object:
        return inner.spread(
            {**vars(value), **added(value)} if slots is None and isinstance(value, cls) else value
        )

    is_plain = slots is None and not has_absent and added is _add_nothing
    core = before(plain_members if is_plain else members, inner.core)
    return replace(inner, core=core, spread=inner.spread if added is _add_nothing else spread)


def _add_nothing(_value: object) -> Mapping[str, object]:
    return {}


def _read_added(node: CoreNode) -> Callable[[object], Mapping[str, object]]:
    """Members that an instance does not store as they go out: computed ones, and those with a serializer."""
    struct = _innermost(node)
    computed: list[str] = [each["property_name"] for each in _computed_of(struct)]
    modes: dict[str, set[str]] = {}
    for name, member in _declared(struct, "output"):
        serializer = _serializer_of(member)
        if serializer:
            mode = "json" if str(serializer.get("when_used", "")).startswith("json") else "python"
            modes.setdefault(mode, set()).add(name)
    if not computed and not modes:
        return _add_nothing

    def add(value: Any) -> Mapping[str, object]:  # noqa: ANN401 - an instance of the class
        added: dict[str, object] = {name: getattr(value, name) for name in computed}
        for mode, names in modes.items():
            # The serializer of a field may look at the whole model.
            added |= value.__pydantic_serializer__.to_python(value, mode=mode, include=names, by_alias=False)
        return added

    return add


def _serializer_of(member: Mapping[str, Any]) -> CoreNode:
    """The `field_serializer` of a member, empty when it has none."""
    serializer = as_node(as_node(member["schema"]).get("serialization") or {})
    return serializer if serializer.get("is_field_serializer") else {}


def _innermost(node: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = as_node(node["schema"])
    while "fields" not in inner and "schema" in inner:
        inner = as_node(inner["schema"])
    return inner


def _spread_members(members: list[_Member]) -> Callable[[object], object]:
    """By attribute, or by name when it is a mapping that already has the names of the wire."""

    def spread(value: object) -> object:
        if value is None or isinstance(value, _NO_OBJECTS):
            return value
        read = (
            _read_mapping(cast("Mapping[str, object]", value))
            if isinstance(value, Mapping)
            else _read_object(value)
        )
        found: dict[str, object] = {}
        for member in members:
            given = read(member.attribute, member.name)
            if not is_missing(given):
                found[member.name] = member.reading.spread(given)
        return found

    return spread


_NO_OBJECTS: tuple[type, ...] = (str, bytes, bool, int, float, list, tuple, set, frozenset)


def _read_mapping(value: Mapping[str, object]) -> Callable[[str, str], object]:
    return lambda attribute, name: value.get(name, value.get(attribute, ABSENT))


def _read_object(value: object) -> Callable[[str, str], object]:
    return lambda attribute, _name: getattr(value, attribute, ABSENT)


def _unwrap_root(cls: type) -> Callable[[object], object]:
    def unwrap(value: object) -> object:
        if value.__class__ is not cls:
            raise ValueError(f"must be a {cls.__name__}")
        return cast(Any, value).root

    return unwrap


def _spread_root(inner: Reading) -> Callable[[object], object]:
    return lambda value: inner.spread(getattr(value, "root", value))
