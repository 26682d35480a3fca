"""Who is looking: the current person, and switching to another one of the demo's people."""

from __future__ import annotations

from board_models import CurrentUser
from mizan import Call, ReactContext, client

from board.clients.work import WorkContext
from board.models import User
from board.refusals import not_found
from board.sessions import SESSION_AGE, SESSION_COOKIE, create_session, end_session

SessionContext = ReactContext("session", doc="The reader.")


# Guests may ask too. The guard says that the answer is about the reader, so nobody shares it.
@client(context=SessionContext, auth=lambda _user, _call: True)
def current_user(call: Call) -> CurrentUser | None:
    """Null for a guest."""
    return None if call.user is None else CurrentUser(user_id=int(call.user.id), is_staff=call.user.is_staff)


# The answer brings the new person's desk along.
@client(affects=[SessionContext, WorkContext])
def sign_in(call: Call, user_id: int) -> None:
    """Become one of the demo’s people. There are no passwords here: every one of them is open to whoever runs the demo."""  # noqa: E501 -- a line of the client's documentation
    if not User.objects.filter(pk=user_id).exists():
        raise not_found("person", user_id)
    _end_current_session(call)
    max_age = int(SESSION_AGE.total_seconds())
    call.set_cookie(SESSION_COOKIE, create_session(user_id), max_age=max_age)


@client(affects=SessionContext)
def sign_out(call: Call) -> None:
    _end_current_session(call)
    call.clear_cookie(SESSION_COOKIE)


def _end_current_session(call: Call) -> None:
    token = call.request.cookie(SESSION_COOKIE)
    if token is not None:
        end_session(token)
