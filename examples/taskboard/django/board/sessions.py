"""Cookie sessions: the cookie is random, the table holds its hash only."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone
from mizan import KnownUser
from mizan.pipeline.call_request import CallRequest

from board.models import Session

SESSION_COOKIE = "taskboard_session"
SESSION_AGE = timedelta(days=30)


def create_session(user_id: int) -> str:
    """Returns the token for the cookie."""
    token = secrets.token_urlsafe(24)
    Session.objects.create(token_hash=_hash(token), user_id=user_id, created_at=timezone.now())
    return token


def end_session(token: str) -> None:
    Session.objects.filter(token_hash=_hash(token)).delete()


def resolve_user(request: CallRequest) -> KnownUser | None:
    """None for a token that is unknown or too old."""
    token = request.cookie(SESSION_COOKIE)
    if token is None:
        return None
    session = Session.objects.select_related("user").filter(token_hash=_hash(token)).first()
    if session is None or timezone.now() - session.created_at > SESSION_AGE:
        return None
    return KnownUser(str(session.user_id), is_staff=session.user.is_staff)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
