"""Normal form of unions and of enums, which are unions of texts (IR.md, IR-11…13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mizan.ir.ir_error import IrError
from mizan.ir.json_kinds import JsonKind, fixed_member, json_kinds, literal_kind
from mizan.ir.model import (
    EnumType,
    LiteralType,
    NullableType,
    PlainType,
    StructType,
    TypeExpression,
    UnionType,
)
from mizan.ir.resolve_type import NamedTypes, resolve_type
from mizan.ir.type_node import print_type

_NOTHING = PlainType("nothing")


def normalize_union(
    members: Iterable[TypeExpression], discriminator: str | None, types: NamedTypes
) -> TypeExpression:
    """
    Of members that are in normal form themselves. Raises IrError for members that can be told apart neither
    by their kind of JSON nor by a discriminator.
    """
    flat = [part for member in members for part in _flatten(member)]
    values = [member for member in flat if member.kind != "nothing"]
    union = _join_members(_merge_texts(_merge_booleans(values)), discriminator, types)
    if union is None:
        return _NOTHING
    return union if len(flat) == len(values) else normalize_nullable(union)


def normalize_nullable(type_: TypeExpression) -> TypeExpression:
    """Nullable of nullable is one; `nothing` and `json` hold null already."""
    return type_ if type_.kind in ("nullable", "nothing", "json") else NullableType(type_)


def normalize_enum(values: Iterable[str]) -> TypeExpression:
    """Without repeats; one alone is a literal."""
    distinct = tuple(dict.fromkeys(values))
    if not distinct:
        raise IrError("An enum needs a value.")
    return LiteralType(distinct[0]) if len(distinct) == 1 else EnumType(distinct)


def _flatten(member: TypeExpression) -> list[TypeExpression]:
    if isinstance(member, UnionType):
        return [part for inner in member.members for part in _flatten(inner)]
    if isinstance(member, NullableType):
        return [*_flatten(member.type), _NOTHING]
    return [member]


def _merge_booleans(members: list[TypeExpression]) -> list[TypeExpression]:
    """Both literals, or one beside `boolean` itself, are `boolean`."""
    truths = {print_type(member) for member in members if _is_truth(member)}
    if len(truths) < 2:
        return members
    return [PlainType("boolean"), *(member for member in members if not _is_truth(member))]


def _is_truth(member: TypeExpression) -> bool:
    return member.kind == "boolean" or (isinstance(member, LiteralType) and isinstance(member.value, bool))


def _merge_texts(members: list[TypeExpression]) -> list[TypeExpression]:
    """Literals of texts and enums become one enum, in the order of their declaration."""
    texts: list[str] = []
    others: list[TypeExpression] = []
    for member in members:
        if isinstance(member, EnumType):
            texts += member.values
        elif isinstance(member, LiteralType) and isinstance(member.value, str):
            texts.append(member.value)
        else:
            others.append(member)
    return [normalize_enum(texts), *others] if len(others) < len(members) else members


def _join_members(
    members: list[TypeExpression], discriminator: str | None, types: NamedTypes
) -> TypeExpression | None:
    by_text = {print_type(member): member for member in members}
    distinct = tuple(by_text[text] for text in sorted(by_text))
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    return UnionType(distinct, _choose_discriminator(distinct, discriminator, types))


def _choose_discriminator(
    members: tuple[TypeExpression, ...], declared: str | None, types: NamedTypes
) -> str | None:
    """
    The declared one if it holds; none where kinds of JSON tell members apart; else the first member, by name,
    that does.
    """
    if declared is not None:
        if discriminates(members, declared, types):
            return declared
        raise IrError(f'Not every member of the union fixes "{declared}" with a literal of its own.')
    kind = shared_kind(members, types)
    if kind is None:
        return None
    struct = resolve_type(members[0], types)
    names = sorted(field.name for field in struct.fields) if isinstance(struct, StructType) else []
    for name in names:
        if discriminates(members, name, types):
            return name
    hint = "make them objects that fix one field with a literal of their own"
    raise IrError(f'Two members of a union are both of the JSON kind "{kind}": {hint}.')


def discriminates(members: Sequence[TypeExpression], name: str, types: NamedTypes) -> bool:
    """Whether every member fixes the field with a literal of its own."""
    literals = [fixed_member(member, name, types) for member in members]
    # What equals a number in Python is not all of one kind: `True == 1`.
    distinct = {(literal_kind(literal), literal) for literal in literals if literal is not None}
    return len(distinct) == len(members)


def shared_kind(members: Sequence[TypeExpression], types: NamedTypes) -> JsonKind | None:
    """A kind of JSON that two members take; None when they are disjoint."""
    seen: set[JsonKind] = set()
    for member in members:
        for kind in json_kinds(member, types):
            if kind in seen:
                return kind
            seen.add(kind)
    return None
