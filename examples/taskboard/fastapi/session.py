"""Who is looking: the current person, and switching to another one of the demo's people."""

from __future__ import annotations

from board_models import CurrentUser
from database import Session
from mizan import Call, ReactContext, client
from refusals import not_found
from tables import UserRow
from work import WorkContext

SessionContext = ReactContext("session", doc="The reader.")


def _is_anybody(_user: object) -> bool:
    """Guests may ask too. The guard says that the answer is about the reader, so nobody shares it."""
    return True


@client(context=SessionContext, auth=_is_anybody)
async def current_user(call: Call) -> CurrentUser | None:
    """Null for a guest."""
    user = call.user
    return None if user is None else CurrentUser(user_id=int(user.id), is_staff=user.is_staff)


# The answer brings the new person's desk along.
@client(login=True, affects=[SessionContext, WorkContext])
async def sign_in(call: Call, session: Session, user_id: int) -> None:
    """Become one of the demo’s people. There are no passwords here: every one of them is open to whoever runs the demo."""  # noqa: E501 -- the doc in the IR is one line
    if await session.get(UserRow, user_id) is None:
        raise not_found("person", user_id)
    await call.sign_in_async(str(user_id))


@client(affects=SessionContext)
async def sign_out(call: Call) -> None:
    await call.sign_out_async()
