"""Questions about the IR (IR.md)."""

from __future__ import annotations

from mizan.ir.check.check_document import check_document
from mizan.ir.fingerprint import fingerprint_context, fingerprint_function
from mizan.ir.normalize_document import normalize_document
from mizan.ir.normalize_type import normalize_type
from mizan.ir.print_ir import print_ir
from mizan.json.json_value import JsonValue
from mizan.manifest.create_manifest import create_manifest, print_manifest
from mizan.vectors.question import Question, Questions, RefusalError, read_text, read_texts
from mizan.vectors.read_model import model_json, read_document, read_named_types, read_type


def _ir_normalize(question: Question) -> JsonValue:
    return model_json(normalize_type(read_type(question), read_named_types(question)))


def _ir_text(question: Question) -> JsonValue:
    return print_ir(normalize_document(read_document(question)))


def _ir_check(question: Question) -> JsonValue:
    problems = check_document(read_document(question))
    if problems:
        raise RefusalError("\n".join(problems))
    return True


def _fingerprint(question: Question) -> JsonValue:
    document = read_document(question)
    if "function" in question:
        return fingerprint_function(document, read_text(question, "function"))
    return fingerprint_context(document, read_text(question, "context"))


def _manifest(question: Question) -> JsonValue:
    document = normalize_document(read_document(question))
    return print_manifest(
        create_manifest(document, read_text(question, "base"), read_texts(question, "vary"))
    )


IR_QUESTIONS: Questions = {
    "ir_normalize": _ir_normalize,
    "ir_text": _ir_text,
    "ir_check": _ir_check,
    "fingerprint": _fingerprint,
    "manifest": _manifest,
}
