"""
What handlers do about identity: sign in and out by cookies, give out and renew tokens (SPEC.md, ID-19). It is
done at once, not at the commit; what follows in the same answer belongs to the new identity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from mizan.identity.refresh_token import create_refresh_token, read_refresh_token
from mizan.identity.session_key import create_session_id, session_key
from mizan.identity.session_store import RefreshChange, StoredSession
from mizan.pipeline.identity.session_calls import ask_store
from mizan.pipeline.identity.session_cookies import clear_session, put_session
from mizan.pipeline.refuse import refuse

if TYPE_CHECKING:
    from mizan.identity.refresh_token import RefreshToken
    from mizan.identity.tokens import Tokens
    from mizan.pipeline.answer_headers import AnswerHeaders
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.identity.identity_parts import IdentityParts, RefreshSessions
    from mizan.pipeline.run_call import CallFacts
    from mizan.pipeline.wait import Walk


class IssuedTokens(TypedDict):
    """What a client without cookies keeps."""

    access_token: str
    refresh_token: str
    expires_in: int
    """Seconds that the access token is good for."""


@dataclass(frozen=True, slots=True)
class ChangedIdentity:
    """Who calls from now on."""

    user_id: str | None = None
    """Whom tokens were given; None: whoever the cookies name now."""
    session_key: str | None = None


def sign_in(facts: CallFacts, headers: Callable[[], AnswerHeaders], user_id: str) -> ChangedIdentity:
    """The session of before ends, and its cookie gets a new id: a foreign one cannot be planted."""
    identity = facts.service.identity
    _assert_id(user_id)
    if identity.framework is not None:
        identity.framework.sign_in(facts.request, user_id)
        return ChangedIdentity()
    sessions = identity.cookies
    if sessions is None:
        raise TypeError("sign_in: this app keeps no sessions: give it `sessions` and `secrets.session`")
    new_id = create_session_id()
    key = session_key(new_id)
    put_session(headers(), identity, new_id, key)
    old_id = facts.request.untracked_cookie(sessions.cookie_name)
    session = StoredSession(user_id)
    if old_id:
        sessions.store.replace(session_key(old_id), key, session, sessions.lifetime_ms)
    else:
        sessions.store.create(key, session, sessions.lifetime_ms)
    return ChangedIdentity()


def sign_out(facts: CallFacts, headers: Callable[[], AnswerHeaders]) -> ChangedIdentity:
    """Ends the session of the cookie, and that of the token with which this was called."""
    identity = facts.service.identity
    if identity.framework is None and identity.cookies is None and identity.refresh is None:
        raise TypeError("sign_out: this app keeps no sessions: give it `sessions`")
    if identity.framework is not None:
        identity.framework.sign_out(facts.request)
    if identity.cookies is not None:
        clear_session(headers(), identity)
        old_id = facts.request.untracked_cookie(identity.cookies.cookie_name)
        if old_id:
            identity.cookies.store.delete(session_key(old_id))
    key = facts.caller.session_key
    if facts.caller.means == "token" and key is not None:
        for sessions in (identity.refresh, identity.cookies):
            if sessions is not None:
                sessions.store.delete(key)
    return ChangedIdentity()


def issue_tokens(facts: CallFacts, user_id: str) -> tuple[IssuedTokens, ChangedIdentity]:
    _assert_id(user_id)
    refresh, tokens = _token_parts(facts.service.identity, "issue_tokens")
    token = create_refresh_token(create_session_id())
    key = session_key(token.session_id)
    refresh.store.create(key, StoredSession(user_id, token.hash), refresh.lifetime_ms)
    return _to_issued(tokens, token, user_id), ChangedIdentity(user_id, key)


def refresh_tokens(facts: CallFacts, refresh_token: str) -> tuple[IssuedTokens, ChangedIdentity]:
    """UNAUTHORIZED where it is not valid. One that was spent before ends its session: it has two holders."""
    refresh, tokens = _token_parts(facts.service.identity, "refresh_tokens")
    given = read_refresh_token(refresh_token)
    if given is None:
        raise refuse("UNAUTHORIZED", "the refresh token is not valid")
    key = session_key(given.session_id)
    token = create_refresh_token(given.session_id)
    spent = refresh.store.rotate(key, RefreshChange(given.hash, token.hash, refresh.lifetime_ms))
    if spent.state == "reused":
        facts.revoked.append(key)
    if spent.state != "rotated":
        raise refuse("UNAUTHORIZED", "the refresh token is not valid")
    load = facts.service.identity.load_user
    # A hook that has to be awaited is asked when the run has ended: the tokens are of no use then.
    if load is not None and not load.is_async and load.function(spent.user_id) is None:
        refresh.store.delete(key)
        facts.revoked.append(key)
        raise refuse("UNAUTHORIZED", "the refresh token is not valid")
    return _to_issued(tokens, token, spent.user_id), ChangedIdentity(spent.user_id, key)


def revoke_again(exchange: Exchange) -> Walk[None]:
    """A store in the mutation's own database forgot with its rollback what the refusal was about."""
    refresh = exchange.service.identity.refresh
    while refresh is not None and exchange.revoked:
        yield from ask_store(exchange, refresh.store, refresh.store.delete, exchange.revoked.pop())


def _token_parts(identity: IdentityParts, name: str) -> tuple[RefreshSessions, Tokens]:
    if identity.refresh is None or identity.tokens is None or identity.tokens.jwt is None:
        raise TypeError(f"{name}: this app issues no JWT: give it `secrets.jwt` and `sessions`")
    return identity.refresh, identity.tokens


def _to_issued(tokens: Tokens, token: RefreshToken, user_id: str) -> IssuedTokens:
    from mizan.identity.access_jwt import AccessClaims

    access = tokens.issue_access_jwt(AccessClaims(user_id, session_key(token.session_id)))
    lifetime_s = 0 if tokens.jwt is None else tokens.jwt.lifetime_s
    return {"access_token": access, "refresh_token": token.text, "expires_in": lifetime_s}


def _assert_id(user_id: object) -> None:
    if not isinstance(user_id, str) or user_id == "":
        raise TypeError("the id of a user is a text that is not empty")
