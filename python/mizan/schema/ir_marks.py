"""Aliases for what Python's own types do not say: BigInt, formats of IR strings, lists without repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from mizan.schema.core_node import MARK, as_node, metadata_of


@dataclass(frozen=True, slots=True)
class IrMark:
    """Metadata for `Annotated`: the type means this to the IR. Pydantic validates what it did before."""

    mark: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - Pydantic's signature
        node = as_node(handler(source))
        return cast(CoreSchema, {**node, "metadata": {**metadata_of(node), MARK: self.mark}})


BigInt = Annotated[int, IrMark("bigint")]
"""An integer of any size: travels as a text, is `bigint` in the IR and in clients."""

Email = Annotated[str, IrMark("email")]
Uri = Annotated[str, IrMark("uri")]
Hostname = Annotated[str, IrMark("hostname")]
Ipv4 = Annotated[str, IrMark("ipv4")]
Ipv6 = Annotated[str, IrMark("ipv6")]

Unique = IrMark("unique")
"""`Annotated[list[str], Unique]`: a list without repeats that keeps its order; a set does not."""
