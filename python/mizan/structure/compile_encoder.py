"""Results of the app's own code to wire JSON, for a single type (SPEC.md, VAL-7, VAL-8)."""

from __future__ import annotations

from mizan.ir.model import TypeExpression
from mizan.ir.resolve_type import NamedTypes
from mizan.structure.structures import Encoder, Structures


def compile_encoder(type_: TypeExpression, types: NamedTypes) -> Encoder:
    """Raises IrError as `compile_checker`."""
    return Structures(types).encoder(type_)
