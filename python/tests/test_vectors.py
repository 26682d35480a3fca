"""Puts every vector to the vectors door; each file whose answers are those of Python's modules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mizan.vectors.door import answer_line

FOLDER = Path(__file__).parents[2] / "protocol/vectors"

# Rows of schema libraries of TypeScript, whose twin of annotations is tested with the declarations; and texts of
# stores, which are tested with them.
NOT_ASKED = {"schema-mapping.json", "cache-store.json"}

files = [path for path in sorted(FOLDER.glob("*.json")) if path.name not in NOT_ASKED]
cases = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in files
    for case in json.loads(path.read_text())["cases"]
]


def test_the_vectors_are_there() -> None:
    assert {"jcs.json", "structure.json", "ir-text.json"} <= {path.name for path in files}
    assert len(cases) > 800


@pytest.mark.parametrize("case", cases)
def test_vector(case: dict[str, Any]) -> None:
    question = {name: case[name] for name in case if name not in ("name", "rule", "out", "error", "pointers")}
    said = json.loads(answer_line(json.dumps({"id": 7, **question}).encode()))
    assert said["id"] == 7
    if "out" in case:
        assert said == {"id": 7, "out": case["out"]}
        return
    assert "out" not in said
    assert said["error"] != ""
    if case["error"] is not True:
        assert said["code"] == case["error"]
    if "pointers" in case:
        assert sorted(said["fields"]) == case["pointers"]


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"{", b"null", b'{"id":1}', b'{"id":2,"op":"__class__"}', b"\xff"]
)
def test_what_is_no_question_is_answered_with_an_error(line: bytes) -> None:
    said = json.loads(answer_line(line))
    assert set(said) == {"id", "error"}
