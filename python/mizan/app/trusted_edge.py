"""Which edge may keep what was read for one caller: the one that signed the request (SPEC.md, EDGE-6)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mizan.generated.headers import HEADER_EDGE, HEADER_ETAG, HEADER_IDENTITY, HEADER_SIGNATURE
from mizan.manifest.edge_signature import SignedRequest, is_signed_request

if TYPE_CHECKING:
    from mizan.pipeline.plain_answer import PlainAnswer
    from mizan.pipeline.plain_request import PlainRequest


def mark_for_edge(answer: PlainAnswer, request: PlainRequest, secrets: Mapping[str, str]) -> PlainAnswer:
    """
    The answer, with the word that this edge may keep it where it is a whole, untainted bundle of a known
    caller. `secrets` are by kid.
    """
    if request.method != "GET" or answer.status != 200 or not _is_of_caller(answer):
        return answer
    signed = SignedRequest("GET", request.target, "")
    if is_signed_request(request.header(HEADER_SIGNATURE.lower()), signed, secrets, time.time()):
        answer.headers.append((HEADER_EDGE, "keep"))
    return answer


def _is_of_caller(answer: PlainAnswer) -> bool:
    values = dict(answer.headers)
    is_private = values.get("Cache-Control") == "private, no-cache"
    return is_private and HEADER_ETAG in values and values.get(HEADER_IDENTITY, "-") != "-"
