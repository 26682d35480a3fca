"""Checks of `list`, `tuple` and `map`. Nothing is copied until something has to change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import inf
from operator import is_
from typing import cast

from mizan.ir.model import ListType, MapType, TupleType
from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_value import JsonValue
from mizan.json.number_text import number_text
from mizan.structure.compilation import Compilation, refuse_depth
from mizan.structure.misfit_error import Check, Findings, MisfitError
from mizan.structure.native import is_collection, member_name


def compile_list(type_: ListType, compilation: Compilation) -> Check:
    item = compilation.compile(type_.item)
    max_depth = compilation.max_depth
    if compilation.direction == "out":
        return _compile_list_out(item, max_depth)
    min_items = type_.min_items or 0
    max_items = inf if type_.max_items is None else type_.max_items
    unique = type_.unique

    def check(value: object, depth: int) -> object:
        if not isinstance(value, list):
            raise MisfitError("must be a list")
        if depth >= max_depth:
            raise refuse_depth(max_depth)
        given = cast("list[object]", value)
        if not min_items <= len(given) <= max_items:
            if len(given) > max_items:
                raise MisfitError(f"must have at most {number_text(max_items)} items")
            raise MisfitError(f"must have at least {number_text(min_items)} items")
        items = _check_items(item, given, depth + 1)
        if unique and _repeats(items):
            raise MisfitError("must not repeat an item")
        return items

    return check


def _compile_list_out(item: Check, max_depth: int) -> Check:
    def check(value: object, depth: int) -> object:
        if not is_collection(value):
            raise MisfitError("must be a list")
        if depth >= max_depth:
            raise refuse_depth(max_depth)
        items = _check_items(item, list(value), depth + 1)
        # Sets have an order that differs from run to run.
        is_set = isinstance(value, (set, frozenset))
        return sorted(items, key=_canonical) if is_set else items

    return check


def compile_tuple(type_: TupleType, compilation: Compilation) -> Check:
    checks = [compilation.compile(item) for item in type_.items]
    max_depth = compilation.max_depth
    kinds = (list,) if compilation.direction == "in" else (list, tuple)

    def check(value: object, depth: int) -> object:
        if not isinstance(value, kinds) or len(cast("Collection[object]", value)) != len(checks):
            raise MisfitError(f"must be a list of {len(checks)} items")
        if depth >= max_depth:
            raise refuse_depth(max_depth)
        given = cast("Sequence[object]", value)
        findings: Findings | None = None
        copy: list[object] = []
        for at, member in enumerate(checks):
            try:
                copy.append(member(given[at], depth + 1))
            except MisfitError as misfit:
                findings = (findings or Findings()).add(at, misfit)
        if findings is not None:
            raise findings.to_error()
        return copy

    return check


def compile_map(type_: MapType, compilation: Compilation) -> Check:
    member = compilation.compile(type_.value)
    max_depth = compilation.max_depth
    kind, name_of = (dict, None) if compilation.direction == "in" else (Mapping, member_name)

    def check(value: object, depth: int) -> object:
        if not isinstance(value, kind):
            raise MisfitError("must be a plain object")
        if depth >= max_depth:
            raise refuse_depth(max_depth)
        findings: Findings | None = None
        copy: dict[str, object] = {}
        for key, given in cast("Mapping[str, object]", value).items():
            name = key if name_of is None else name_of(key)
            try:
                copy[name] = member(given, depth + 1)
            except MisfitError as misfit:
                findings = (findings or Findings()).add(name, misfit)
                if findings.is_full:
                    break
        if findings is not None:
            raise findings.to_error()
        return copy

    return check


def _check_items(check: Check, given: list[object], depth: int) -> list[object]:
    """The list itself where nothing had to change."""
    items: list[object] = []
    try:
        for item in given:
            items.append(check(item, depth))
    except MisfitError as misfit:
        raise _find_more(misfit, len(items), lambda at: check(given[at], depth), len(given)) from None
    return given if all(map(is_, items, given)) else items


def _find_more(first: MisfitError, at: int, check_at: Callable[[int], object], length: int) -> MisfitError:
    """The first misfit, at an index, and those after it: no item is checked twice."""
    findings = Findings().add(at, first)
    for following in range(at + 1, length):
        if findings.is_full:
            break
        try:
            check_at(following)
        except MisfitError as misfit:
            findings.add(following, misfit)
    return findings.to_error()


def _repeats(items: Sequence[object]) -> bool:
    """By the RFC 8785 text of normal forms (IR-9)."""
    return len({_canonical(item) for item in items}) < len(items)


def _canonical(item: object) -> str:
    return to_canonical_json(cast("JsonValue", item))
