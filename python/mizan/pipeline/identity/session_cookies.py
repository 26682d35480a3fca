"""
The cookies of a session: its id, which scripts cannot read, and a CSRF token of it, which they can (SPEC.md,
ID-3, ID-18, ID-20).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.identity.csrf_token import create_csrf_token
from mizan.pipeline.answer_headers import AnswerHeaders

if TYPE_CHECKING:
    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.identity.identity_parts import CookieSessions, IdentityParts
    from mizan.pipeline.plain_answer import HeaderPair

CSRF_COOKIE = "mizan_csrf"


def put_session(headers: AnswerHeaders, parts: IdentityParts, session_id: str, key: str) -> None:
    """`Path=/; HttpOnly; SameSite=Lax`, `Secure` under https."""
    sessions = _given(parts)
    headers.set_cookie(sessions.cookie_name, session_id, max_age=sessions.lifetime_ms // 1000)
    if parts.csrf is not None:
        _put_csrf(headers, parts, create_csrf_token(parts.csrf, ("s", key)))


def csrf_cookie(request: CallRequest, parts: IdentityParts, token: str) -> list[HeaderPair]:
    """The server never looks at this cookie: a page reads it and says it again in a header."""
    headers = AnswerHeaders(request.origin)
    if parts.cookies is None:
        # The app's own session: how long it lives, it alone knows.
        headers.set_cookie(CSRF_COOKIE, token, http_only=False)
    else:
        _put_csrf(headers, parts, token)
    return headers.pairs()


def clear_session(headers: AnswerHeaders, parts: IdentityParts) -> None:
    headers.set_cookie(_given(parts).cookie_name, "", max_age=0)
    headers.set_cookie(CSRF_COOKIE, "", max_age=0, http_only=False)


def renewed_cookies(
    request: CallRequest, parts: IdentityParts, session_id: str, key: str
) -> list[HeaderPair]:
    headers = AnswerHeaders(request.origin)
    put_session(headers, parts, session_id, key)
    return headers.pairs()


def cleared_cookies(request: CallRequest, parts: IdentityParts) -> list[HeaderPair]:
    headers = AnswerHeaders(request.origin)
    clear_session(headers, parts)
    return headers.pairs()


def _put_csrf(headers: AnswerHeaders, parts: IdentityParts, token: str) -> None:
    max_age = _given(parts).lifetime_ms // 1000
    headers.set_cookie(CSRF_COOKIE, token, max_age=max_age, http_only=False)


def _given(parts: IdentityParts) -> CookieSessions:
    if parts.cookies is None:
        raise RuntimeError("this app keeps no sessions in cookies")
    return parts.cookies
