"""The request as handlers and `resolve_user` see it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

from mizan.pipeline.plain_request import PlainRequest

CookieChanges = Mapping[str, str | None]
"""Cookies that a handler set (text) or cleared (None) on the way out."""


class CallRequest:
    """Wraps the plain request, and remembers whether its cookies were read."""

    __slots__ = ("_changes", "_jar", "_request", "cookies_read", "vary_texts")

    def __init__(self, request: PlainRequest, changes: CookieChanges | None = None) -> None:
        """With `changes`, the request looks as the next one of this client will."""
        self._request = request
        self._changes = changes
        self._jar: dict[str, str] | None = None
        self.cookies_read = False
        self.vary_texts: dict[str, str] = {}
        """Vary inputs that were resolved, by name."""

    @property
    def method(self) -> str:
        return self._request.method

    @property
    def url(self) -> str:
        """Path and query string as they arrived."""
        return self._request.target

    @property
    def path(self) -> str:
        """Without the query string."""
        return self._request.target.partition("?")[0]

    @property
    def native(self) -> object:
        """The framework's own request, whose cookies may be read; None where there is none."""
        if self._request.header("cookie") is not None:
            self.cookies_read = True
        return self._request.native

    @property
    def untracked_native(self) -> object:
        """For adapters, which know by themselves what they read."""
        return self._request.native

    @property
    def is_after_run(self) -> bool:
        """It looks as the next request of this client will."""
        return self._changes is not None

    @property
    def origin(self) -> str:
        """Scheme and host that the client addressed."""
        return self._request.origin

    def header(self, name: str) -> str | None:
        """`name` in any case; None when the header is absent."""
        key = name.lower()
        if key != "cookie":
            return self._request.header(key)
        if self._changes is not None:
            pairs = (f"{name}={quote(value, safe=_COOKIE_SAFE)}" for name, value in self._cookies().items())
            return "; ".join(pairs) or None
        text = self._request.header(key)
        if text is not None:
            self.cookies_read = True
        return text

    def cookie(self, name: str) -> str | None:
        """Decoded value; of two equal names the first."""
        return self._cookies().get(name)

    def untracked_cookie(self, name: str) -> str | None:
        """For what reads a credential itself: it is no input of a query."""
        return self._all_cookies().get(name)

    def _cookies(self) -> dict[str, str]:
        jar = self._all_cookies()
        if jar:
            self.cookies_read = True
        return jar

    def _all_cookies(self) -> dict[str, str]:
        if self._jar is None:
            self._jar = read_cookies(self._request.header("cookie") or "")
            for name, value in (self._changes or {}).items():
                if value is None:
                    self._jar.pop(name, None)
                else:
                    self._jar[name] = value
        return self._jar


_COOKIE_SAFE = "!'()*-._~"


def read_cookies(text: str) -> dict[str, str]:
    """A `Cookie` header (RFC 6265) by name; what is malformed is left out."""
    jar: dict[str, str] = {}
    for part in text.split(";"):
        name, sign, value = part.partition("=")
        key = name.strip()
        if sign == "" or key == "" or key in jar:
            continue
        plain = value.strip()
        if len(plain) > 1 and plain[0] == plain[-1] == '"':
            plain = plain[1:-1]
        jar[key] = _decode(plain) if "%" in plain else plain
    return jar


def _decode(text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text
