"""`POST {base}/session/token/`: an MWT for a session or an access JWT (SPEC.md, ID-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.identity.session_key import user_session_key
from mizan.pipeline.identity.find_caller import is_session_alive, session_ended
from mizan.pipeline.refuse import refuse

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject
    from mizan.pipeline.caller_identity import Caller
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.wait import Walk


def mint_token(exchange: Exchange, caller: Caller) -> Walk[JsonObject]:
    """For a JWT only while its session lives: what it mints would outlive it."""
    from mizan.identity.mwt import MwtClaims

    identity = exchange.service.identity
    user, pkey = caller.user, caller.pkey
    if user is None or pkey is None or identity.tokens is None or identity.tokens.mwt is None:
        raise refuse("UNAUTHORIZED", "sign in first")
    if caller.means == "token" and not (yield from is_session_alive(exchange, caller)):
        raise session_ended()
    key = caller.session_key
    if key is None and identity.framework is not None and caller.means == "hook":
        key = identity.framework.session_key(exchange.tracked)
    claims = MwtClaims(user.id, key or user_session_key(user.id), user.is_staff, user.is_superuser, pkey)
    return {"token": identity.tokens.issue_mwt(claims), "expires_in": identity.tokens.mwt.lifetime_s}
