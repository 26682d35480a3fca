"""Lists, sets, tuples and maps."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from mizan.ir.model import Field, ListType, LiteralType, MapType, StructType, TupleType
from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_value import JsonValue
from mizan.schema.core_node import CoreNode, after, as_node, before, mark_of
from mizan.schema.reading import ReadContext, Reading, same

Read = Callable[[CoreNode, ReadContext], Reading]


def read_list(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    item = read(node.get("items_schema") or {"type": "any"}, context.below("[]"))
    is_unique = mark_of(node) == "unique"
    type_ = _list_type(node, item, unique=is_unique)
    core = {"type": "list", "strict": True, **_lengths(node), "items_schema": item.core}
    if node["type"] == "deque":
        core = before(_items_of_deque, core) if context.side == "output" else after(deque, core)
    if is_unique and context.side == "output":
        core = after(_refuse_repeats, core)
    # On the way in the structure alone looks for repeats, which are those of JSON: 1 and true are two.
    return _around(replace(item, is_exact=item.is_exact and not is_unique), type_, core, _spread_items(item))


def read_set(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    item = read(node.get("items_schema") or {"type": "any"}, context.below("[]"))
    type_ = _list_type(node, item, unique=True)
    if context.side == "output":
        items = {"type": "list", "strict": True, **_lengths(node), "items_schema": item.core}
        core = before(_items_of_set, after(_sort_items, items))
        return _around(item, type_, core, _spread_items(item))
    items = {"type": "list", "strict": True, **_lengths(node), "items_schema": item.core}
    make = frozenset if node["type"] == "frozenset" else set
    return _around(replace(item, is_exact=False), type_, after(_collect_into(make), items), same)


def read_tuple(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    members = cast("list[CoreNode]", node["items_schema"])
    rest = node.get("variadic_item_index")
    if rest is not None and len(members) > 1:
        return context.refuse(
            "a tuple with a rest has no IR type", "Use a list, or put the rest into a member of its own."
        )
    if rest is not None:
        item = read(members[0], context.below("[]"))
        core = {
            "type": "tuple",
            "strict": False,
            **_lengths(node),
            "items_schema": [item.core],
            "variadic_item_index": 0,
        }
        return _around(
            item, _list_type(node, item, unique=False), _give_list(core, context), _spread_items(item)
        )
    items = [read(member, context.below(f"[{at}]")) for at, member in enumerate(members)]
    core = {"type": "tuple", "strict": False, "items_schema": [item.core for item in items]}
    return Reading(
        TupleType(tuple(item.type for item in items)),
        _give_list(core, context),
        is_exact=all(item.is_exact for item in items),
        may_change=any(item.may_change for item in items),
        spread=_spread_tuple(items),
    )


def read_map(node: CoreNode, context: ReadContext, read: Read) -> Reading:
    """Keys from a fixed list make a struct; other rules about keys are Pydantic's to enforce."""
    keys = as_node(node.get("keys_schema") or {"type": "str"})
    if keys["type"] == "any":
        # JSON has no other keys.
        keys = CoreNode(type="str")
    key = read(keys, context.below("{key}"))
    value = read(node.get("values_schema") or {"type": "any"}, context.below("{}"))
    core = {"type": "dict", "strict": True, "keys_schema": key.core, "values_schema": value.core}
    lengths = _lengths(node)
    names = _names_of(key, context)
    if names:
        fields = tuple(Field(name, value.type, optional=True) for name in names)
        return _around(value, StructType(fields), {**core, **lengths}, _spread_values(key, value))
    if key.type.kind != "string" or not _is_plain_key(keys):
        return context.refuse("the keys of a map are strings", "Write dict[str, …], or a list of pairs.")
    is_exact = value.is_exact and key.is_exact
    return _around(
        replace(value, is_exact=is_exact),
        MapType(value.type),
        {**core, **lengths},
        _spread_values(key, value),
    )


def _names_of(key: Reading, context: ReadContext) -> tuple[str, ...]:
    type_ = context.table.behind(key, context.side).type
    if type_.kind == "enum":
        return type_.values
    if type_.kind == "union":
        literals = [each.value for each in type_.members if isinstance(each, LiteralType)]
        texts = tuple(each for each in literals if isinstance(each, str))
        return texts if len(texts) == len(type_.members) else ()
    return (type_.value,) if type_.kind == "literal" and isinstance(type_.value, str) else ()


def _is_plain_key(node: Mapping[str, Any]) -> bool:
    return node.get("type") == "str" or (
        node.get("type") in ("function-after", "function-before") and _is_plain_key(node["schema"])
    )


def _around(
    item: Reading, type_: ListType | MapType | StructType, core: CoreNode, spread: Callable[[object], object]
) -> Reading:
    return Reading(type_, core, is_exact=item.is_exact, may_change=item.may_change, spread=spread)


def _list_type(node: Mapping[str, Any], item: Reading, *, unique: bool) -> ListType:
    return ListType(
        item.type, max_items=node.get("max_length"), min_items=node.get("min_length") or None, unique=unique
    )


def _lengths(node: Mapping[str, Any]) -> CoreNode:
    return {key: node[key] for key in ("min_length", "max_length") if node.get(key) is not None}


def _give_list(core: CoreNode, context: ReadContext) -> CoreNode:
    return after(list, core) if context.side == "output" else core


def _refuse_repeats(items: list[JsonValue]) -> list[JsonValue]:
    if len({to_canonical_json(item) for item in items}) < len(items):
        raise ValueError("must not repeat an item")
    return items


def _collect_into(make: type[set[object]] | type[frozenset[object]]) -> Callable[[list[object]], object]:
    def collect(items: list[object]) -> object:
        collected = make(items)
        if len(collected) != len(items):
            raise ValueError("must not repeat an item")
        return collected

    return collect


def _items_of_deque(value: object) -> list[object]:
    if not isinstance(value, deque):
        raise ValueError("must be a deque")
    return list(cast("deque[object]", value))


def _items_of_set(value: object) -> list[object]:
    if not isinstance(value, set | frozenset):
        raise ValueError("must be a set")
    return list(cast("set[object]", value))


def _sort_items(items: list[Any]) -> list[Any]:
    """A set has no order; its answer has always the same."""
    return sorted(items, key=to_canonical_json)


def _spread_items(item: Reading) -> Callable[[object], object]:
    def spread(value: Any) -> object:  # noqa: ANN401 - whatever a handler returns
        if isinstance(value, set | frozenset):
            # The exact encoder sorts them.
            return {item.spread(each) for each in cast("set[object]", value)}
        if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
            return [item.spread(each) for each in cast("Iterable[object]", value)]
        return cast(object, value)

    return spread


def _spread_tuple(items: list[Reading]) -> Callable[[object], object]:
    def spread(value: object) -> object:
        given = cast("list[object]", value) if isinstance(value, list | tuple) else []
        if len(given) != len(items):
            return cast(object, value)
        return [reading.spread(each) for reading, each in zip(items, given, strict=True)]

    return spread


def _spread_values(key: Reading, value: Reading) -> Callable[[object], object]:
    def spread(given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        return {
            key.spread(name): value.spread(each)
            for name, each in cast("Mapping[object, object]", given).items()
        }

    return spread
