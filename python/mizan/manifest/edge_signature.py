"""`Mizan-Signature`, by which an edge and its origin know each other (SPEC.md, EDGE-6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from mizan.generated.limits import SIGNATURE_WINDOW_MS
from mizan.keys.hmac import hmac_sha256_hex
from mizan.keys.sha256 import sha256_hex

_GRAMMAR = re.compile(r"kid=([A-Za-z0-9._-]{1,64}),t=(0|[1-9][0-9]{0,11}),v1=([0-9a-f]{64})")
_MAX_CHARS = 160
"""The longest text of that grammar."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What is signed."""

    method: str
    """Upper-case."""
    target: str
    """Path and query string as they are sent."""
    body: str


def sign_request(request: SignedRequest, kid: str, secret: str, now_s: float) -> str:
    """The header's value. `now_s` is Unix time."""
    time = str(int(now_s))
    return f"kid={kid},t={time},v1={_mac(request, secret, time)}"


def is_signed_request(
    header: str | None, request: SignedRequest, secrets: Mapping[str, str], now_s: float
) -> bool:
    """Signed by one of the secrets, which are by kid, within the window, for exactly this request."""
    found = None if header is None or len(header) > _MAX_CHARS else _GRAMMAR.fullmatch(header)
    if found is None:
        return False
    kid, time, given = found.groups()
    if abs(now_s - int(time)) * 1000 > SIGNATURE_WINDOW_MS or kid not in secrets:
        return False
    return compare_digest(_mac(request, secrets[kid], time), given)


def _mac(request: SignedRequest, secret: str, time: str) -> str:
    return hmac_sha256_hex(secret, f"{time}.{request.method}.{request.target}.{sha256_hex(request.body)}")
