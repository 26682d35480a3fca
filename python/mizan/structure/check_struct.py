"""Check of `struct`, and of the input of a function, which is one (SPEC.md, VAL-15)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias, cast

from mizan.ir.ir_error import IrError
from mizan.ir.model import Field
from mizan.json.json_error import JsonError
from mizan.json.parse_json import parse_json
from mizan.structure.compilation import Compilation, refuse_depth
from mizan.structure.misfit_error import Check, Findings, MisfitError
from mizan.structure.native import is_object


class _Member(NamedTuple):
    name: str
    check: Check
    is_optional: bool
    fill: Callable[[], object] | None
    """The default, a new copy each time where it can be changed."""


_Members: TypeAlias = "tuple[_Member, ...]"

ABSENT: Final = object()
"""What a member that is not there reads as."""


def compile_struct(fields: Sequence[Field], compilation: Compilation) -> Check:
    members = tuple(_compile_member(field, compilation) for field in fields)
    if compilation.direction == "in":
        return _compile_struct_in(members, compilation.max_depth)
    return _compile_struct_out(members, compilation.max_depth)


def _compile_struct_in(members: _Members, max_depth: int) -> Check:  # noqa: C901 -- the hot loop is one
    """
    Unknown members are problems, and the value is copied only when a member changes or a default comes in.
    """
    known = frozenset(member.name for member in members)

    def check(value: object, depth: int) -> object:  # noqa: C901 -- the hot loop is one
        if not isinstance(value, dict):
            raise MisfitError("must be an object")
        if depth >= max_depth:
            raise refuse_depth(max_depth)
        given = cast("dict[str, object]", value)
        copy: dict[str, object] | None = None
        findings: Findings | None = None
        taken = 0
        for name, check_member, is_optional, fill in members:
            before = given.get(name, ABSENT)
            if before is not ABSENT:
                taken += 1
                try:
                    after = check_member(before, depth + 1)
                except MisfitError as misfit:
                    findings = (findings or Findings()).add(name, misfit)
                    continue
                if after is before:
                    continue
            elif fill is not None:
                after = fill()
            elif is_optional:
                continue
            else:
                findings = (findings or Findings()).add(name, MisfitError("is required"))
                continue
            if copy is None:
                copy = given.copy()
            copy[name] = after
        if len(given) > taken:
            findings = _refuse_unknown(given, known, findings)
        if findings is not None:
            raise findings.to_error()
        return given if copy is None else copy

    return check


def _refuse_unknown(
    given: Collection[str], known: frozenset[str], findings: Findings | None
) -> Findings | None:
    for name in given:
        if name not in known:
            findings = (findings or Findings()).add(name, MisfitError("is not declared"))
            if findings.is_full:
                break
    return findings


def _compile_struct_out(members: _Members, max_depth: int) -> Check:
    """Exactly the declared members, in their order, out of a mapping or out of an object's attributes."""

    def check(value: object, depth: int) -> object:
        read = _reader(value)
        if depth >= max_depth:
            raise refuse_depth(max_depth)
        encoded: dict[str, object] = {}
        findings: Findings | None = None
        for name, check_member, is_optional, fill in members:
            given = read(name, ABSENT)
            if given is not ABSENT:
                try:
                    encoded[name] = check_member(given, depth + 1)
                except MisfitError as misfit:
                    findings = (findings or Findings()).add(name, misfit)
            elif fill is not None:
                encoded[name] = fill()
            elif not is_optional:
                findings = (findings or Findings()).add(name, MisfitError("is required"))
        if findings is not None:
            raise findings.to_error()
        return encoded

    return check


def _reader(value: object) -> Callable[[str, object], object]:
    """Reads a member by name, with a default."""
    if type(value) is dict or isinstance(value, Mapping):
        return cast("Mapping[str, object]", value).get
    if not is_object(value):
        raise MisfitError("must be an object")
    return lambda name, default: getattr(value, name, default)


def read_member(value: object, name: str) -> object:
    """A member of an object, ABSENT where it is not there. Raises MisfitError for what is no object."""
    return _reader(value)(name, ABSENT)


def _compile_member(field: Field, compilation: Compilation) -> _Member:
    fill = None if field.default is None else _compile_default(field.default)
    return _Member(field.name, compilation.compile(field.type), field.optional, fill)


def _compile_default(text: str) -> Callable[[], object]:
    try:
        constant = parse_json(text)
    except JsonError:
        raise IrError(f"The default {text} is no JSON.") from None
    return (lambda: parse_json(text)) if isinstance(constant, (list, dict)) else (lambda: constant)
