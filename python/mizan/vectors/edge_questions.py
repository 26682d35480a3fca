"""Questions about edges (SPEC.md, Edge and PSR)."""

from __future__ import annotations

from mizan.json.json_value import JsonValue
from mizan.manifest.edge_signature import SignedRequest, is_signed_request, sign_request
from mizan.vectors.question import Question, Questions, RefusalError, read_member, read_text, read_texts


def _edge_sign(question: Question) -> JsonValue:
    kid, secret = read_text(question, "kid"), read_text(question, "secret")
    return sign_request(_read_request(question), kid, secret, _read_now(question))


def _edge_signed(question: Question) -> JsonValue:
    secrets = read_texts(question, "secrets")
    request = _read_request(question)
    return is_signed_request(read_text(question, "header"), request, secrets, _read_now(question))


def _read_request(question: Question) -> SignedRequest:
    return SignedRequest(
        read_text(question, "method"), read_text(question, "target"), read_text(question, "body")
    )


def _read_now(question: Question) -> float:
    """Unix seconds."""
    now = read_member(question, "now")
    if not isinstance(now, (int, float)) or isinstance(now, bool):
        raise RefusalError('"now" is a number.')
    return now / 1000


EDGE_QUESTIONS: Questions = {"edge_sign": _edge_sign, "edge_signed": _edge_signed}
