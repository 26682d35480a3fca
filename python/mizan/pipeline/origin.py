"""Trusted origins of unsafe requests, and CORS (SPEC.md, Origins)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mizan.errors.call_error import CallError
from mizan.generated.headers import EXPOSED_HEADERS
from mizan.pipeline.plain_answer import HeaderPair
from mizan.pipeline.plain_request import PlainRequest
from mizan.pipeline.refuse import refuse


@dataclass(frozen=True, slots=True)
class CorsPolicy:
    origins: frozenset[str]
    credentials: bool
    allowed_headers: str
    """Value of Access-Control-Allow-Headers."""


@dataclass(frozen=True, slots=True)
class OriginPolicy:
    trusted: frozenset[str]
    """The app's own origins beside the one that a request was sent to: those of a proxy in front."""
    cors: CorsPolicy | None


_PREFLIGHT_MAX_AGE_SECONDS = "600"
_SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_EXPOSED = ", ".join(EXPOSED_HEADERS)


def assert_trusted_origin(request: PlainRequest, policy: OriginPolicy) -> None:
    """
    An unsafe request that names a foreign origin is FORBIDDEN. `Origin` decides; `Sec-Fetch-Site` only in its
    absence.
    """
    origin = request.header("origin")
    if origin is not None:
        if not _is_listed(origin, policy) and origin != request.origin:
            raise _foreign_origin()
        return
    site = request.header("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise _foreign_origin()


def names_its_origin(request: PlainRequest) -> bool:
    """
    Without either header a foreign page of an old browser cannot be told from a program: a cookie must not be
    what authenticates.
    """
    return request.header("origin") is not None or request.header("sec-fetch-site") is not None


def is_safe_method(method: str) -> bool:
    return method in _SAFE_METHODS


def cors_headers(request: PlainRequest, policy: OriginPolicy) -> list[HeaderPair]:
    """
    For every answer of an app that has a policy, also to requests without an Origin: a shared cache must
    know.
    """
    if policy.cors is None:
        return []
    headers: list[HeaderPair] = [("Vary", "Origin")]
    origin = request.header("origin")
    if origin is None or origin not in policy.cors.origins:
        return headers
    headers.append(("Access-Control-Allow-Origin", origin))
    headers.append(("Access-Control-Expose-Headers", _EXPOSED))
    if policy.cors.credentials:
        headers.append(("Access-Control-Allow-Credentials", "true"))
    return headers


def is_preflight(request: PlainRequest, policy: OriginPolicy) -> bool:
    if request.method != "OPTIONS" or policy.cors is None:
        return False
    return (
        request.header("origin") is not None and request.header("access-control-request-method") is not None
    )


def preflight_headers(
    request: PlainRequest, policy: OriginPolicy, methods: Sequence[str]
) -> list[HeaderPair]:
    """They stand beside `cors_headers`. A foreign origin is refused, and its browser stops there."""
    if policy.cors is None or (request.header("origin") or "") not in policy.cors.origins:
        raise _foreign_origin()
    return [
        ("Access-Control-Allow-Methods", ", ".join(methods)),
        ("Access-Control-Allow-Headers", policy.cors.allowed_headers),
        ("Access-Control-Max-Age", _PREFLIGHT_MAX_AGE_SECONDS),
    ]


def _is_listed(origin: str, policy: OriginPolicy) -> bool:
    return origin in policy.trusted or (policy.cors is not None and origin in policy.cors.origins)


def _foreign_origin() -> CallError:
    return refuse("FORBIDDEN", "the request comes from a foreign origin")
