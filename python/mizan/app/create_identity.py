"""Options about identity into what the pipeline needs to tell who calls (SPEC.md, Identity)."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

from mizan.identity.key_ring import to_key_ring
from mizan.identity.sqlite_session_store import SqliteSessionStore
from mizan.pipeline.identity.identity_parts import CookieSessions, IdentityParts, RefreshSessions
from mizan.pipeline.service import Hook

if TYPE_CHECKING:
    from collections.abc import Callable

    from mizan.app.app_options import AppOptions
    from mizan.app.create_service import AdapterParts
    from mizan.app.identity_options import SessionOptions
    from mizan.identity.session_store import SessionStore
    from mizan.identity.tokens import Tokens

_DEFAULT_FILE = "mizan-sessions.sqlite3"


def create_identity(options: AppOptions, adapter: AdapterParts) -> IdentityParts:
    """From options that passed."""
    secrets, sessions = options.secrets, options.sessions
    store = None if sessions is None else _open_store(sessions)
    has_cookies = secrets.session is not None and adapter.sessions is None
    return IdentityParts(
        load_user=adapter.load_user or _to_hook(options.load_user),
        tokens=_create_tokens(options),
        cookies=(
            CookieSessions(store, sessions.cookie_name, sessions.lifetime_ms)
            if sessions is not None and store is not None and has_cookies
            else None
        ),
        framework=adapter.sessions,
        refresh=(
            RefreshSessions(store, sessions.lifetime_ms)
            if sessions is not None and store is not None and secrets.jwt is not None
            else None
        ),
        csrf=None if secrets.session is None else to_key_ring(secrets.session),
        framework_csrf=adapter.csrf,
        to_thread=adapter.to_thread or asyncio.to_thread,
    )


def _create_tokens(options: AppOptions) -> Tokens | None:
    secrets, terms = options.secrets, options.tokens
    if secrets.mwt is None and secrets.jwt is None:
        return None
    # Only apps with tokens need the library behind them.
    from mizan.identity.tokens import TokenTerms, create_tokens

    lifetimes = (terms.mwt_lifetime_ms // 1000, terms.access_lifetime_ms // 1000)
    return create_tokens(secrets.mwt, secrets.jwt, TokenTerms(terms.audience, *lifetimes))


def _open_store(sessions: SessionOptions) -> SessionStore:
    given = sessions.store
    if given is None:
        return SqliteSessionStore(_DEFAULT_FILE)
    return given() if callable(given) else given


def _to_hook(function: Callable[..., Any] | None) -> Hook | None:
    return None if function is None else Hook(function, inspect.iscoroutinefunction(function))
