"""Every row of protocol/vectors/schema-mapping.json that is Python's: what a construct of its types is in the IR."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest

from mizan import DeclarationErrors, client
from mizan.ir.model import IrDocument
from mizan.ir.print_ir import print_ir
from mizan.ir.type_node import print_type
from mizan.registry.create_registry import create_registry
from tests.support import mapping_names

VECTORS = Path(__file__).parents[2] / "protocol" / "vectors" / "schema-mapping.json"


class Row(NamedTuple):
    expression: str
    direction: Literal["input", "output"]
    kdl: str | None
    types: str


ROWS = [
    Row(row["expression"], row["direction"], row.get("kdl"), row.get("types", ""))
    for row in json.loads(VECTORS.read_text())["rows"]
    if row["library"] == "python"
]


def test_has_rows() -> None:
    assert len(ROWS) > 100


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.expression} as {row.direction}")
def test_row(row: Row) -> None:
    annotation = eval(row.expression, vars(mapping_names).copy())
    if row.kdl is None:
        with pytest.raises(DeclarationErrors):
            _declare(annotation, row.direction)
        return
    document = _declare(annotation, row.direction)
    [function] = document.functions
    printed = function.input[0].type if row.direction == "input" else function.output
    assert print_type(printed) == row.kdl
    assert print_ir(IrDocument(types=document.types)).removeprefix("mizan 1\n") == row.types


def _declare(annotation: Any, direction: Literal["input", "output"]) -> IrDocument:  # noqa: ANN401 - a type
    def subject(_request: object, x: object = None) -> object:
        return x

    def bare(_request: object) -> object:
        return None

    function = subject if direction == "input" else bare
    function.__annotations__ = (
        {"x": annotation, "return": None} if direction == "input" else {"return": annotation}
    )
    subject.__defaults__ = None
    return create_registry([{"subject": client(affects="nothing", name="subject")(function)}]).ir
