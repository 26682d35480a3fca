"""The IR as plain values: what IR.md's grammar says, a class a node. Printed by `print_ir`, never by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

PlainKind: TypeAlias = Literal["boolean", "uuid", "date", "time", "datetime", "duration", "json", "nothing"]
NumericKind: TypeAlias = Literal["integer", "number", "bigint", "decimal"]
StringFormat: TypeAlias = Literal["email", "uri", "hostname", "ipv4", "ipv6"]
FunctionKind: TypeAlias = Literal["query", "mutation"]
Transport: TypeAlias = Literal["http", "websocket", "ipc"]
LiteralValue: TypeAlias = str | int | float | bool


@dataclass(frozen=True, slots=True)
class PlainType:
    kind: PlainKind


@dataclass(frozen=True, slots=True)
class StringType:
    format: StringFormat | None = None
    max_length: float | None = None
    """In code points."""
    min_length: float | None = None
    """In code points."""
    pattern: str | None = None
    """RFC 9485, matched against the whole string."""
    kind: Literal["string"] = "string"


@dataclass(frozen=True, slots=True)
class NumericType:
    """Bounds of `bigint` and `decimal` are numbers too, because the IR prints them as such."""

    kind: NumericKind
    max: float | None = None
    min: float | None = None
    exclusive_max: float | None = None
    exclusive_min: float | None = None
    multiple_of: float | None = None


@dataclass(frozen=True, slots=True)
class BytesType:
    max_length: float | None = None
    """Of the decoded bytes."""
    kind: Literal["bytes"] = "bytes"


@dataclass(frozen=True, slots=True)
class FileType:
    max_size: float | None = None
    """In bytes."""
    media_type: str | None = None
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class LiteralType:
    value: LiteralValue
    kind: Literal["literal"] = "literal"


@dataclass(frozen=True, slots=True)
class EnumType:
    values: tuple[str, ...]
    """Two or more."""
    kind: Literal["enum"] = "enum"


@dataclass(frozen=True, slots=True)
class ListType:
    item: TypeExpression
    max_items: float | None = None
    min_items: float | None = None
    unique: bool = False
    kind: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class TupleType:
    items: tuple[TypeExpression, ...]
    kind: Literal["tuple"] = "tuple"


@dataclass(frozen=True, slots=True)
class MapType:
    value: TypeExpression
    kind: Literal["map"] = "map"


@dataclass(frozen=True, slots=True)
class NullableType:
    type: TypeExpression
    kind: Literal["nullable"] = "nullable"


@dataclass(frozen=True, slots=True)
class UnionType:
    members: tuple[TypeExpression, ...]
    discriminator: str | None = None
    kind: Literal["union"] = "union"


@dataclass(frozen=True, slots=True)
class StructType:
    fields: tuple[Field, ...]
    kind: Literal["struct"] = "struct"


@dataclass(frozen=True, slots=True)
class RefType:
    name: str
    kind: Literal["ref"] = "ref"


ResolvedType: TypeAlias = (
    PlainType
    | StringType
    | NumericType
    | BytesType
    | FileType
    | LiteralType
    | EnumType
    | ListType
    | TupleType
    | MapType
    | NullableType
    | UnionType
    | StructType
)
"""Every type expression but `ref`."""

TypeExpression: TypeAlias = ResolvedType | RefType
"""A type expression (IR.md, Types)."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: TypeExpression
    doc: str | None = None
    default: str | None = None
    """RFC 8785 JSON of a constant of the type."""
    example: str | None = None
    """RFC 8785 JSON."""
    deprecated: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class NamedType:
    name: str
    type: TypeExpression
    doc: str | None = None


@dataclass(frozen=True, slots=True)
class ContextParam:
    name: str
    type: TypeExpression
    used_by: tuple[str, ...]
    """Names of the queries that declare it, sorted."""
    default: str | None = None
    """RFC 8785 JSON."""
    required: bool = False
    """A query needs it: it is neither optional, nullable nor defaulted there."""


@dataclass(frozen=True, slots=True)
class ContextNode:
    name: str
    params: tuple[ContextParam, ...]
    """Sorted by name."""
    doc: str | None = None
    vary: tuple[str, ...] = ()
    """Names of declared vary inputs, sorted."""


@dataclass(frozen=True, slots=True)
class DeclaredErrorNode:
    code: str
    status: float
    """400–499."""
    type: TypeExpression
    """Type of `details`."""


@dataclass(frozen=True, slots=True)
class AffectsNode:
    context: str
    scope: tuple[str, ...] = ()
    """Params that arguments of the same name fix, sorted."""
    function: str | None = None
    explicit: bool = False
    """The server computes more params than `scope` names."""
    own: bool = False


@dataclass(frozen=True, slots=True)
class MergeNode:
    context: str
    function: str


@dataclass(frozen=True, slots=True)
class RouteNode:
    path: str
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunctionNode:
    name: str
    kind: FunctionKind
    input: tuple[Field, ...]
    output: TypeExpression
    doc: str | None = None
    cache: float | None = None
    """Seconds."""
    context: str | None = None
    deprecated: bool = False
    private: bool = False
    rev: float | None = None
    auth: str | None = None
    """`authenticated`, `staff`, `superuser`, `perm:NAME` or `custom`."""
    errors: tuple[DeclaredErrorNode, ...] = ()
    affects: tuple[AffectsNode, ...] = ()
    merge: tuple[MergeNode, ...] = ()
    route: RouteNode | None = None
    transport: Transport | None = None


@dataclass(frozen=True, slots=True)
class ChannelNode:
    name: str
    params: tuple[Field, ...]
    doc: str | None = None
    auth: str | None = None
    client: TypeExpression | None = None
    """What clients send."""
    server: TypeExpression | None = None
    """What clients receive."""


@dataclass(frozen=True, slots=True)
class FormsetNode:
    can_add: bool = False
    can_delete: bool = False
    can_order: bool = False
    max: float | None = None
    min: float | None = None


@dataclass(frozen=True, slots=True)
class FieldView:
    name: str
    help: str | None = None
    label: str | None = None
    widget: str | None = None


@dataclass(frozen=True, slots=True)
class FormNode:
    name: str
    input: tuple[Field, ...]
    output: TypeExpression
    field_views: tuple[FieldView, ...]
    doc: str | None = None
    auth: str | None = None
    formset: FormsetNode | None = None
    errors: tuple[DeclaredErrorNode, ...] = ()
    affects: tuple[AffectsNode, ...] = ()


@dataclass(frozen=True, slots=True)
class IrDocument:
    """A whole document; every tuple is sorted by name in byte order."""

    types: tuple[NamedType, ...] = ()
    contexts: tuple[ContextNode, ...] = ()
    functions: tuple[FunctionNode, ...] = ()
    channels: tuple[ChannelNode, ...] = ()
    forms: tuple[FormNode, ...] = ()
