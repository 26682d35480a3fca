"""What `create_app` takes about sessions and tokens, and what is wrong with it (SPEC.md, Identity)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mizan.app.secrets import HOW_TO_MAKE, Secrets
from mizan.generated.limits import TOKEN_LIFETIME_MS
from mizan.identity.session_store import SessionStore
from mizan.pipeline.identity.session_cookies import CSRF_COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class SessionOptions:
    store: SessionStore | Callable[[], SessionStore] | None = None
    """Default: `SqliteSessionStore("mizan-sessions.sqlite3")`, in the folder where the server was started."""
    cookie_name: str = "mizan_session"
    lifetime_ms: int = 14 * _DAY_MS
    """Of a session, by cookie or refresh token, from its last use."""


@dataclass(frozen=True, slots=True)
class TokenOptions:
    audience: str = "mizan"
    """`aud` of every token: servers that share a secret and not the audience refuse each other's."""
    mwt_lifetime_ms: int = TOKEN_LIFETIME_MS
    access_lifetime_ms: int = 900_000


_is_cookie_name = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch


@dataclass(frozen=True, slots=True)
class IdentityAsked:
    """What of an app's options is about identity, and what its adapter has already."""

    secrets: Secrets
    sessions: SessionOptions | None
    tokens: TokenOptions
    has_load_user: bool


def check_identity(asked: IdentityAsked) -> list[tuple[str, str]]:
    """Every mistake: what is wrong, what to do."""
    secrets, sessions = asked.secrets, asked.sessions
    problems: list[tuple[str, str]] = []
    has_tokens = secrets.mwt is not None or secrets.jwt is not None
    if has_tokens and find_spec("jwt") is None:
        problems.append(("tokens need PyJWT", "install mizan[tokens]"))
    if sessions is not None and secrets.jwt is None and secrets.session is None:
        problems.append(("sessions need secrets.session, or secrets.jwt", HOW_TO_MAKE))
    if (has_tokens or sessions is not None) and not asked.has_load_user:
        hint = "give a function of a user's id that answers the user, or None where there is none any more"
        problems.append(("sessions and tokens need load_user", hint))
    if sessions is not None:
        if _is_cookie_name(sessions.cookie_name) is None:
            hint = "use letters, digits, hyphens and underscores"
            problems.append((f"sessions.cookie_name {sessions.cookie_name!r} is no cookie name", hint))
        if sessions.cookie_name == CSRF_COOKIE:
            problems.append(
                (f"sessions.cookie_name {CSRF_COOKIE} is the cookie of CSRF tokens", "choose another")
            )
        problems.extend(_check_time("sessions.lifetime_ms", sessions.lifetime_ms))
    problems.extend(_check_time("tokens.mwt_lifetime_ms", asked.tokens.mwt_lifetime_ms))
    problems.extend(_check_time("tokens.access_lifetime_ms", asked.tokens.access_lifetime_ms))
    if not isinstance(asked.tokens.audience, str) or asked.tokens.audience == "":
        problems.append(("tokens.audience must be a text", 'write it like "mizan"'))
    return problems


def _check_time(name: str, value: object) -> list[tuple[str, str]]:
    if type(value) is int and value >= 1000:
        return []
    return [(f"{name} is no time", "give whole milliseconds, a second at least")]
