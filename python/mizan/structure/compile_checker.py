"""
Checks of JSON from outside, for a single type (SPEC.md, VAL-14); `Structures` shares named types among many.
"""

from __future__ import annotations

from collections.abc import Sequence

from mizan.ir.model import Field, TypeExpression
from mizan.ir.resolve_type import NamedTypes
from mizan.structure.structures import Checker, Structures


def compile_checker(type_: TypeExpression, types: NamedTypes) -> Checker:
    """
    Raises IrError for a type that means nothing: an unknown name, members that cannot be told apart, a bad
    pattern.
    """
    return Structures(types).checker(type_)


def compile_fields_checker(fields: Sequence[Field], types: NamedTypes) -> Checker:
    """The same for an object with these members: the arguments of a function."""
    return Structures(types).fields_checker(fields)
