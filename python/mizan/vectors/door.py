"""
The vectors door (protocol/vectors/README.md): questions to the pure parts, answered by the modules that
adapters use.
"""

from __future__ import annotations

from collections.abc import Mapping

from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_error import JsonError
from mizan.json.json_value import JsonObject, JsonValue
from mizan.json.parse_json import parse_json
from mizan.vectors.edge_questions import EDGE_QUESTIONS
from mizan.vectors.hash_questions import HASH_QUESTIONS
from mizan.vectors.identity_questions import IDENTITY_QUESTIONS
from mizan.vectors.ir_questions import IR_QUESTIONS
from mizan.vectors.question import Questions, RefusalError, as_object
from mizan.vectors.target_questions import TARGET_QUESTIONS
from mizan.vectors.value_questions import VALUE_QUESTIONS

_questions: Questions = {
    **EDGE_QUESTIONS,
    **HASH_QUESTIONS,
    **IDENTITY_QUESTIONS,
    **IR_QUESTIONS,
    **TARGET_QUESTIONS,
    **VALUE_QUESTIONS,
}


def answer(question: JsonValue) -> JsonObject:
    """Answers a decoded question. Never raises: what cannot be answered is an answer with an error."""
    id_ = question.get("id") if isinstance(question, Mapping) else None
    try:
        return {"id": id_, "out": _ask(question)}
    except RefusalError as refusal:
        return {"id": id_, "error": str(refusal), **refusal.facts}
    except Exception as error:
        return {"id": id_, "error": str(error) or "The question cannot be answered."}


def answer_line(line: bytes) -> str:
    """Answers one line: bytes in, JSON text out, without the newline."""
    try:
        return to_canonical_json(answer(parse_json(line)))
    except JsonError as error:
        return to_canonical_json({"id": None, "error": str(error)})


def _ask(question: JsonValue) -> JsonValue:
    asked = as_object(question, "A question is a JSON object.")
    op = asked.get("op")
    answer_op = _questions.get(op) if isinstance(op, str) else None
    if answer_op is None:
        raise RefusalError("There is no such op.")
    return answer_op(asked)
