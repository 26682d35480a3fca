"""
Headers and cookies that a handler puts on its answer: checked when they are set, so that nothing set can
split an answer.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from mizan.pipeline.plain_answer import HeaderPair
from mizan.pipeline.refuse import refuse

if TYPE_CHECKING:
    from typing import Unpack

    from mizan.pipeline.call import CookieOptions

RESERVED = re.compile(
    r"x-mizan-.*|x-request-id|access-control-.*|sec-.*|cache-groups|cache-group-invalidation|cache-control|"
    r"cdn-cache-control|etag|vary|retry-after|content-(type|length|encoding)|x-content-type-options|"
    r"transfer-encoding|connection|keep-alive|trailer|te|upgrade|date|set-cookie"
)
"""Owned by the protocol, by the connection, or by another method of the call."""
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
VALUE = re.compile(r"[\t\x20-\x7e]*")
PLACE = re.compile(r"[\x21-\x3a\x3c-\x7e]*")
_COOKIE_SAFE = "!'()*-._~"


class AnswerHeaders:
    __slots__ = ("_cookies", "_headers", "_secure", "cookie_changes")

    def __init__(self, origin: str) -> None:
        self._secure = origin.startswith("https:")
        self._headers: dict[str, HeaderPair] = {}
        self._cookies: dict[tuple[str, str, str], str] = {}
        self.cookie_changes: dict[str, str | None] = {}
        """What the client's cookies will be: text, or None when cleared."""

    def set_header(self, name: str, value: str) -> None:
        if NAME.fullmatch(name) is None:
            raise TypeError(f"set_header: {name!r} is not a header name")
        if RESERVED.fullmatch(name.lower()) is not None:
            raise TypeError(f"set_header: {name} is not the handler's to set")
        if VALUE.fullmatch(value) is None:
            raise refuse("BAD_REQUEST", f"a value does not fit into the header {name}")
        self._headers[name.lower()] = (name, value)

    def set_cookie(self, name: str, value: str, **options: Unpack[CookieOptions]) -> None:
        if NAME.fullmatch(name) is None:
            raise TypeError(f"set_cookie: {name!r} is not a cookie name")
        try:
            text = f"{name}={quote(value, safe=_COOKIE_SAFE)}"
        except UnicodeEncodeError:
            raise refuse("BAD_REQUEST", f"a value does not fit into the cookie {name}") from None
        domain, path = options.get("domain", ""), options.get("path", "/")
        if PLACE.fullmatch(domain) is None or PLACE.fullmatch(path) is None:
            raise TypeError(f"set_cookie: the domain or the path of {name} is not one")
        self._cookies[(name, domain, path)] = text + self._attributes(options)
        expires = options.get("expires")
        is_gone = options.get("max_age", 1) <= 0 or (expires is not None and expires <= datetime.now(UTC))
        self.cookie_changes[name] = None if is_gone else value

    @property
    def is_empty(self) -> bool:
        return not self._headers and not self._cookies

    def pairs(self) -> list[HeaderPair]:
        return [*self._headers.values(), *(("Set-Cookie", text) for text in self._cookies.values())]

    def _attributes(self, options: CookieOptions) -> str:
        parts: list[str] = []
        if "max_age" in options:
            parts.append(f"Max-Age={options['max_age']}")
        if options.get("domain"):
            parts.append(f"Domain={options.get('domain')}")
        parts.append(f"Path={options.get('path', '/')}")
        if "expires" in options:
            parts.append(f"Expires={format_datetime(options['expires'].astimezone(UTC), usegmt=True)}")
        if options.get("http_only", True):
            parts.append("HttpOnly")
        if options.get("secure", self._secure):
            parts.append("Secure")
        parts.append(f"SameSite={options.get('same_site', 'lax').capitalize()}")
        return "".join(f"; {part}" for part in parts)
