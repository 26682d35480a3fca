"""Type expressions to checks, once: a check is a closure that knows its type and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, cast

from mizan.generated.limits import MAX_DEPTH
from mizan.ir.model import (
    BytesType,
    EnumType,
    Field,
    FileType,
    ListType,
    LiteralType,
    MapType,
    NullableType,
    NumericType,
    PlainKind,
    RefType,
    ResolvedType,
    StringType,
    StructType,
    TupleType,
    TypeExpression,
    UnionType,
)
from mizan.ir.reached_types import inner_types
from mizan.ir.resolve_type import NamedTypes, resolve_type
from mizan.json.json_value import JsonValue
from mizan.structure.check_collection import compile_list, compile_map, compile_tuple
from mizan.structure.check_constant import check_boolean, check_nothing, compile_enum, compile_literal
from mizan.structure.check_json import compile_json
from mizan.structure.check_number import compile_integer, compile_number, compile_numeric_text
from mizan.structure.check_struct import compile_struct
from mizan.structure.check_text import compile_bytes, compile_string, compile_text
from mizan.structure.check_union import compile_union
from mizan.structure.compilation import Direction
from mizan.structure.encode_error import EncodeError
from mizan.structure.misfit_error import Check, MisfitError, field_problems
from mizan.structure.structure_error import StructureError

# Levels that an answer puts around a value: the body, a list in it, an item of that, a bundle.
_ENVELOPE_DEPTH = 4

Checker: TypeAlias = Callable[[object], JsonValue]
"""
The normal form of decoded JSON, defaults filled in: the very value where nothing changed. Raises
StructureError.
"""

Encoder: TypeAlias = Callable[[object], JsonValue]
"""Wire JSON of natives or JSON. Raises EncodeError."""


class Structures:
    """Checkers and encoders over the same named types, each of which is compiled once."""

    def __init__(self, types: NamedTypes) -> None:
        self._inbound = _Compiler(types, "in", MAX_DEPTH)
        self._outbound = _Compiler(types, "out", MAX_DEPTH - _ENVELOPE_DEPTH)

    def checker(self, type_: TypeExpression) -> Checker:
        """
        A checker of decoded JSON against a type, which also brings it to normal form. Raises IrError for a
        type that means nothing: an unknown name, members that cannot be told apart, a bad pattern.
        """
        return _to_checker(self._inbound.compile_whole(type_))

    def fields_checker(self, fields: Sequence[Field]) -> Checker:
        """The same for an object with these members: the arguments of a function."""
        return _to_checker(self._inbound.compile_whole(StructType(tuple(fields))))

    def encoder(self, type_: TypeExpression) -> Encoder:
        """
        An encoder of natives or JSON: natives become texts, texts come to normal form, absent defaults are
        filled in, members that the type does not declare are left out. Never rounds and never coerces.
        Bounds, lengths, patterns and formats are not looked at: they guard what comes in.
        """
        return _to_encoder(self._outbound.compile_whole(type_))


def _to_checker(check: Check) -> Checker:
    def checker(value: object) -> JsonValue:
        try:
            return cast("JsonValue", check(value, 0))
        except MisfitError as misfit:
            raise StructureError(field_problems(misfit)) from None

    return checker


def _to_encoder(check: Check) -> Encoder:
    def encoder(value: object) -> JsonValue:
        try:
            return cast("JsonValue", check(value, 0))
        except MisfitError as misfit:
            [(pointer, messages), *_] = field_problems(misfit).items()
            raise EncodeError(pointer, messages[0]) from None

    return encoder


class _Compiler:
    def __init__(self, types: NamedTypes, direction: Direction, max_depth: int) -> None:
        self.types = types
        self.direction: Direction = direction
        self.max_depth = max_depth
        self._named: dict[str, Check] = {}

    def compile_whole(self, type_: TypeExpression) -> Check:
        """What a type reaches comes first, each after what it reaches itself: chains of names may be long."""
        open_: list[tuple[str | None, Iterator[str]]] = [(None, _names_in(type_))]
        entered = set(self._named)
        while open_:
            owner, names = open_[-1]
            name = next((name for name in names if name not in entered and name in self.types), None)
            if name is not None:
                entered.add(name)
                open_.append((name, _names_in(self.types[name].type)))
                continue
            open_.pop()
            if owner is not None:
                self._compile_name(owner)
        return self.compile(type_)

    def compile(self, type_: TypeExpression) -> Check:
        return self._compile_name(type_.name) if isinstance(type_, RefType) else self._compile_node(type_)

    def _compile_name(self, name: str) -> Check:
        known = self._named.get(name)
        if known is not None:
            return known
        type_ = resolve_type(RefType(name), self.types)
        # Stands in for the type inside itself.
        made: list[Check] = []
        self._named[name] = lambda value, depth: made[0](value, depth)
        try:
            made.append(self._compile_node(type_))
        except BaseException:
            del self._named[name]
            raise
        self._named[name] = made[0]
        return made[0]

    def _compile_node(self, type_: ResolvedType) -> Check:  # noqa: C901 -- a case for each node
        match type_:
            case StringType():
                return compile_string(type_, self.direction)
            case NumericType(kind="integer"):
                return compile_integer(type_, self.direction)
            case NumericType(kind="number"):
                return compile_number(type_, self.direction)
            case NumericType():
                return compile_numeric_text(type_, self.direction)
            case BytesType():
                return compile_bytes(type_, self.direction)
            case FileType():
                return _refuse_file
            case LiteralType():
                return compile_literal(type_, self.direction)
            case EnumType():
                return compile_enum(type_, self.direction)
            case ListType():
                return compile_list(type_, self)
            case TupleType():
                return compile_tuple(type_, self)
            case MapType():
                return compile_map(type_, self)
            case NullableType():
                return _nullable(self.compile(type_.type))
            case UnionType():
                return compile_union(type_, self)
            case StructType():
                return compile_struct(type_.fields, self)
            case _:
                return self._compile_plain(type_.kind)

    def _compile_plain(self, kind: PlainKind) -> Check:
        match kind:
            case "boolean":
                return check_boolean
            case "nothing":
                return check_nothing
            case "json":
                return compile_json(self)
            case _:
                return compile_text(kind, self.direction)


def _names_in(type_: TypeExpression) -> Iterator[str]:
    """Names that a type expression refers to by itself."""
    open_ = [type_]
    while open_:
        current = open_.pop()
        if isinstance(current, RefType):
            yield current.name
        else:
            open_.extend(inner_types(current))


def _refuse_file(_value: object, _depth: int) -> object:
    raise MisfitError("must be an uploaded file")


def _nullable(check: Check) -> Check:
    return lambda value, depth: None if value is None else check(value, depth)
