"""Django's request as the pipeline reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, UnreadablePostError

from mizan.pipeline.refuse import body_broken, body_too_large, body_too_slow, refuse

if TYPE_CHECKING:
    from mizan.pipeline.plain_request import BodyLimits

BODY_FAILURE = "mizan.body_failure"
"""What `mizan.django.asgi` found while it read a body: `slow` or `large`."""


class DjangoRequest:
    __slots__ = ("method", "native", "target")

    def __init__(self, http: HttpRequest, path: str) -> None:
        """`path`: percent-coded, as the app knows it, whatever it is mounted under."""
        self.native = http
        self.method = http.method or ""
        query = http.META.get("QUERY_STRING", "")
        self.target = f"{path}?{query}" if query else path

    @property
    def origin(self) -> str:
        try:
            return f"{self.native.scheme}://{self.native.get_host()}"
        except DisallowedHost:
            raise refuse("BAD_REQUEST", "the request names a host that is not served here") from None

    def header(self, name: str) -> str | None:
        return self.native.META.get(_meta_name(name))

    @property
    def read_body(self) -> Callable[[BodyLimits], bytes] | None:
        meta = self.native.META
        has_body = meta.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in meta
        return self._read if has_body else None

    def _read(self, limits: BodyLimits) -> bytes:
        http = self.native
        failure = getattr(http, "scope", {}).get(BODY_FAILURE)
        if failure == "slow":
            raise body_too_slow(limits.body_deadline_ms)
        announced = _content_length(http)
        if failure == "large" or announced > limits.max_body_bytes:
            raise body_too_large(limits.max_body_bytes)
        if hasattr(http, "_body"):
            data = http.body
        else:
            try:
                data = http.read(limits.max_body_bytes + 1)
            except UnreadablePostError:
                raise body_broken() from None
            # For handlers that look at `request.body` or `request.POST`.
            http._body = data
        if len(data) > limits.max_body_bytes:
            raise body_too_large(limits.max_body_bytes)
        if len(data) < announced:
            raise body_broken()
        return data


def to_raw_path(http: HttpRequest, rest: str) -> str:
    """
    `rest` of the path as it stood in the request. Servers of WSGI that keep no raw path decoded it: then it
    is encoded
    again, and a path that was encoded without need looks like the plain one.
    """
    raw = _raw_path(http)
    if raw is None or "%" not in raw:
        return rest if raw is not None else quote(rest, safe=_PATH_SAFE)
    # The decoded path ends in `rest`; its raw text is the shortest end of the raw path that decodes to it.
    wanted = rest.encode("utf-8", "surrogateescape")
    for start in range(len(raw) - len(wanted), -1, -1):
        if not _is_inside_escape(raw, start) and unquote_to_bytes(raw[start:]) == wanted:
            return raw[start:]
    return quote(rest, safe=_PATH_SAFE)


_PATH_SAFE = "/:@!$&'()*+,;=~"


def _raw_path(http: HttpRequest) -> str | None:
    scope: dict[str, object] = getattr(http, "scope", {})
    raw = scope.get("raw_path")
    if isinstance(raw, bytes):
        return raw.decode("latin-1")
    # gunicorn, uWSGI and mod_wsgi.
    uri = http.META.get("RAW_URI") or http.META.get("REQUEST_URI")
    return uri.partition("?")[0] if isinstance(uri, str) and uri.startswith("/") else None


def _is_inside_escape(raw: str, at: int) -> bool:
    return raw[at - 1 : at] == "%" or raw[at - 2 : at - 1] == "%"


@lru_cache(maxsize=256)
def _meta_name(name: str) -> str:
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _content_length(http: HttpRequest) -> int:
    text = http.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0
