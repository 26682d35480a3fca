"""Check of `union`: the discriminator or the kind of JSON picks the one member that counts (IR.md, IR-13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from mizan.ir.ir_error import IrError
from mizan.ir.json_kinds import JsonKind, fixed_member, json_kinds
from mizan.ir.model import LiteralValue, UnionType
from mizan.json.print_json import print_json
from mizan.structure.check_struct import ABSENT, read_member
from mizan.structure.compilation import Compilation
from mizan.structure.misfit_error import Check, Findings, MisfitError
from mizan.structure.native import TEXTS, is_collection, is_object, unwrap

_LiteralKey: TypeAlias = tuple[JsonKind, LiteralValue]


def compile_union(type_: UnionType, compilation: Compilation) -> Check:
    """Raises IrError for a union whose members cannot be told apart."""
    if type_.discriminator is None:
        return _compile_by_kind(type_, compilation)
    return _compile_by_member(type_, type_.discriminator, compilation)


def _compile_by_member(type_: UnionType, name: str, compilation: Compilation) -> Check:
    checks: dict[_LiteralKey, Check] = {}
    for member in type_.members:
        literal = fixed_member(member, name, compilation.types)
        key = None if literal is None else _literal_key(literal)
        if key is None or key in checks:
            raise IrError(f'Every member of the union must fix "{name}" with a literal of its own.')
        checks[key] = compilation.compile(member)
    message = f"must be one of {', '.join(print_json(literal) for _, literal in checks)}"

    def check(value: object, depth: int) -> object:
        if compilation.direction == "in" and not isinstance(value, dict):
            raise MisfitError("must be an object")
        literal = unwrap(read_member(cast("object", value), name))
        member = checks.get(_literal_key(literal)) if isinstance(literal, (str, int, float)) else None
        if member is None:
            misfit = MisfitError("is required" if literal is ABSENT else message)
            raise Findings().add(name, misfit).to_error()
        return member(cast("object", value), depth)

    return check


def _literal_key(literal: LiteralValue) -> _LiteralKey:
    """What equals a number or a text in Python is not all of one kind: `True == 1`."""
    kind = kind_of_json(literal)
    return ("string" if kind is None else kind, literal)


def _compile_by_kind(type_: UnionType, compilation: Compilation) -> Check:
    checks: dict[JsonKind, Check] = {}
    for member in type_.members:
        check_member = compilation.compile(member)
        for kind in json_kinds(member, compilation.types):
            if kind in checks:
                raise IrError(f'Two members of the union are both of the JSON kind "{kind}".')
            checks[kind] = check_member
    message = f"must be one of: {', '.join(checks)}"
    kind_of = kind_of_json if compilation.direction == "in" else _kind_of_native(checks)

    def check(value: object, depth: int) -> object:
        kind = kind_of(value)
        member = None if kind is None else checks.get(kind)
        if member is None:
            raise MisfitError(message)
        return member(value, depth)

    return check


_KINDS: Mapping[type, JsonKind] = {
    str: "string",
    dict: "object",
    list: "array",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
}


def kind_of_json(value: object) -> JsonKind | None:
    return _KINDS.get(type(value))


def _kind_of_native(checks: Mapping[JsonKind, Check]) -> Callable[[object], JsonKind | None]:
    """
    Natives that go out as texts count as such; an `int` does where no number is taken, because `bigint` is
    one.
    """

    def kind_of(given: object) -> JsonKind | None:
        value = unwrap(given)
        if isinstance(value, int) and not isinstance(value, bool):
            return "number" if "number" in checks else "string"
        if isinstance(value, TEXTS):
            return "string"
        kind = kind_of_json(value)
        if kind is not None:
            return kind
        if isinstance(value, float):
            return "number"
        if is_collection(value) and ("array" in checks or not is_object(value)):
            return "array"
        return "object" if is_object(value) else None

    return kind_of
