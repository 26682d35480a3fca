# Made from protocol/errors.yaml by `node scripts/generate-constants.ts`. Do not edit.

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

ErrorCode: TypeAlias = Literal[
    "BAD_REQUEST",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "CONFLICT",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "VALIDATION_FAILED",
    "RATE_LIMITED",
    "INTERNAL",
    "NOT_IMPLEMENTED",
    "UNAVAILABLE",
]
"""A code of the closed set; functions may declare more."""

ERROR_STATUS: Final[Mapping[str, int]] = {
    # The bytes are not a request of this protocol.
    "BAD_REQUEST": 400,
    # The caller is not signed in, or a presented credential is invalid.
    "UNAUTHORIZED": 401,
    # The caller is known and may not do this, or the request comes from a foreign origin.
    "FORBIDDEN": 403,
    # No such function, context or path for this caller.
    "NOT_FOUND": 404,
    # The path exists, the method does not.
    "METHOD_NOT_ALLOWED": 405,
    # The request contradicts another one.
    "CONFLICT": 409,
    # The body passes a limit.
    "PAYLOAD_TOO_LARGE": 413,
    # The Content-Type is not one that this path reads.
    "UNSUPPORTED_MEDIA_TYPE": 415,
    # The values do not fit the declaration; details.fields says where.
    "VALIDATION_FAILED": 422,
    # The app refuses for now; Retry-After says for how long.
    "RATE_LIMITED": 429,
    # The server failed; details.id stands in its log.
    "INTERNAL": 500,
    # The protocol knows this, this adapter does not.
    "NOT_IMPLEMENTED": 501,
    # The server cannot answer now.
    "UNAVAILABLE": 503,
}
"""HTTP status of every code that any adapter may answer by itself."""

ERROR_CODES: Final[tuple[ErrorCode, ...]] = (
    "BAD_REQUEST",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "CONFLICT",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "VALIDATION_FAILED",
    "RATE_LIMITED",
    "INTERNAL",
    "NOT_IMPLEMENTED",
    "UNAVAILABLE",
)
"""The closed set, in the order of protocol/errors.yaml."""
