"""
Types and documents in questions, checked by the IR of the IR before they are believed, and back to JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, TypeVar, cast

from mizan.ir import model
from mizan.ir.model import IrDocument, ListType, NamedType, RefType, TypeExpression
from mizan.ir.resolve_type import NamedTypes, to_named_types
from mizan.json.json_value import JsonValue
from mizan.structure.structure_error import StructureError
from mizan.structure.structures import Checker, Structures
from mizan.vectors.model_types import MODEL_TYPES
from mizan.vectors.question import Question, RefusalError, read_member

_structures = Structures(MODEL_TYPES)
_check_type = _structures.checker(RefType("Type"))
_check_types = _structures.checker(ListType(RefType("NamedType")))
_check_document = _structures.checker(RefType("Document"))

_Node = TypeVar("_Node")

_TYPE_CLASSES: Final[Mapping[str, type[TypeExpression]]] = {
    "string": model.StringType,
    "integer": model.NumericType,
    "number": model.NumericType,
    "bigint": model.NumericType,
    "decimal": model.NumericType,
    "bytes": model.BytesType,
    "file": model.FileType,
    "literal": model.LiteralType,
    "enum": model.EnumType,
    "list": model.ListType,
    "tuple": model.TupleType,
    "map": model.MapType,
    "nullable": model.NullableType,
    "union": model.UnionType,
    "struct": model.StructType,
    "ref": model.RefType,
}

_MEMBER_CLASSES: Final[Mapping[str, type[Any]]] = {
    "fields": model.Field,
    "input": model.Field,
    "types": NamedType,
    "contexts": model.ContextNode,
    "functions": model.FunctionNode,
    "channels": model.ChannelNode,
    "forms": model.FormNode,
    "errors": model.DeclaredErrorNode,
    "affects": model.AffectsNode,
    "merge": model.MergeNode,
    "route": model.RouteNode,
    "formset": model.FormsetNode,
    "field_views": model.FieldView,
}
"""Of what the members of nodes are, by name; `params` are params of a context and fields of a channel."""

_TYPE_MEMBERS = frozenset(("type", "item", "value", "items", "members", "output", "client", "server"))


def read_type(question: Question) -> TypeExpression:
    """A type expression, or the name of a scalar."""
    type_ = read_member(question, "type")
    return _to_type(_read_as(_check_type, {"kind": type_} if isinstance(type_, str) else type_))


def read_named_types(question: Question) -> NamedTypes:
    """What refs reach; nothing where `types` is absent."""
    types = cast("list[Question]", _read_as(_check_types, question.get("types", [])))
    return to_named_types(_to_node(NamedType, named) for named in types)


def read_document(question: Question) -> IrDocument:
    return _to_node(IrDocument, _read_as(_check_document, read_member(question, "document")))


def model_json(node: object) -> JsonValue:
    """A node of the model with the members that say something, named as in TypeScript."""
    if isinstance(node, tuple):
        return [model_json(item) for item in cast("tuple[object, ...]", node)]
    if not is_dataclass(node):
        return cast("JsonValue", node)
    said = ((field.name, getattr(node, field.name)) for field in fields(node))
    keeps_false = isinstance(node, model.LiteralType)
    return {
        _to_camel(name): model_json(value)
        for name, value in said
        if value is not None and (keeps_false or value is not False)
    }


def _read_as(check: Checker, value: JsonValue) -> Any:  # noqa: ANN401 -- checked by the IR of the IR
    try:
        return check(value)
    except StructureError as error:
        [(pointer, messages), *_] = error.fields.items()
        problem = f'The question\'s type or document is no IR: "{pointer}" {messages[0]}.'
        raise RefusalError(problem) from None


def _to_type(value: Question) -> TypeExpression:
    kind = cast("str", value["kind"])
    return _to_node(_TYPE_CLASSES.get(kind, model.PlainType), value)


def _to_node(class_: type[_Node], value: Question) -> _Node:
    members = {_to_snake(name): member for name, member in value.items()}
    return class_(**{name: _to_member(class_, name, member) for name, member in members.items()})


def _to_member(class_: type[object], name: str, value: JsonValue) -> object:
    if name in _TYPE_MEMBERS and class_ is not model.LiteralType:
        return _to_each(_to_type, value)
    node = _MEMBER_CLASSES.get(name)
    if name == "params":
        node = model.ContextParam if class_ is model.ContextNode else model.Field
    if node is not None:
        return _to_each(lambda member: _to_node(node, member), value)
    return tuple(value) if isinstance(value, list) else value


def _to_each(convert: Callable[[Question], object], value: JsonValue) -> object:
    if isinstance(value, list):
        return tuple(convert(item) for item in cast("list[Question]", value))
    return convert(cast("Question", value))


def _to_snake(name: str) -> str:
    return "".join([f"_{char.lower()}" if char.isupper() else char for char in name])


def _to_camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join([word.capitalize() for word in others])
