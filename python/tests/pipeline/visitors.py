"""A small app whose users sign in: by cookie, by tokens, by the header of a hook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mizan import Affects, Call, KnownUser, ReactContext, User, client
from mizan.app.app_options import AppOptions
from mizan.app.identity_options import SessionOptions
from mizan.app.secrets import Secrets
from mizan.identity.key_ring import SecretKey
from mizan.identity.memory_session_store import MemorySessionStore
from mizan.pipeline.call_request import CallRequest
from mizan.pipeline.identity.sign_in import IssuedTokens

FIRST_KEY = SecretKey("m1", "the first MWT secret of visitors")
SECRETS = Secrets(
    cache="the cache secret of visitors",
    mwt=[SecretKey("m2", "the second MWT secret of visitors"), FIRST_KEY],
    jwt="the JWT secret of the visitors app",
    session="the session secret of the visitors",
)

DeskContext = ReactContext("desk")
OpenContext = ReactContext("open")


class People:
    """The app's own table, which a test changes behind a token's back."""

    def __init__(self) -> None:
        self.by_id: dict[str, KnownUser] = {}
        self.loads = 0

    def reset(self) -> None:
        self.loads = 0
        self.by_id = {
            "ada": KnownUser("ada", permissions=("desk.read",)),
            "eve": KnownUser("eve"),
            "sam": KnownUser("sam", is_staff=True),
        }

    def load(self, user_id: str) -> KnownUser | None:
        self.loads += 1
        return self.by_id.get(user_id)


people = People()


def resolve_user(request: CallRequest) -> KnownUser | None:
    return people.by_id.get(request.header("x-user") or "")


def resolve_user_by_cookie(request: CallRequest) -> KnownUser | None:
    return people.by_id.get(request.cookie("own") or "")


def load_user(user_id: str) -> KnownUser | None:
    return people.load(user_id)


async def load_user_async(user_id: str) -> KnownUser | None:
    return people.load(user_id)


def create_options(**changes: Any) -> AppOptions:  # noqa: ANN401
    import sys

    people.reset()
    given: Mapping[str, Any] = {
        "modules": [sys.modules[__name__]],
        "secrets": SECRETS,
        "resolve_user": resolve_user,
        "load_user": load_user,
        "sessions": SessionOptions(MemorySessionStore()),
    }
    return AppOptions(**{**given, **changes})


@client(context=DeskContext, auth=True)
def desk_owner(call: Call) -> str:
    return _name(call)


@client(context=OpenContext)
def motto(call: Call) -> str:
    return "hello"


@client(affects=DeskContext, login=True)
def sign_in(call: Call, user: str) -> None:
    call.sign_in(user)


@client(affects=DeskContext, login=True)
async def sign_in_slowly(call: Call, user: str) -> None:
    await call.sign_in_async(user)


@client(affects=DeskContext)
def sign_out(call: Call) -> None:
    call.sign_out()


@client(affects="nothing", login=True)
def obtain(call: Call, user: str) -> IssuedTokens:
    return call.issue_tokens(user)


@client(affects="nothing", login=True)
async def renew(call: Call, token: str) -> IssuedTokens:
    return await call.refresh_tokens_async(token)


@client(affects="nothing")
def whoami(call: Call) -> str:
    return _name(call)


@client(affects=Affects(DeskContext, own=True), auth=True)
def tidy(call: Call) -> None:
    pass


@client(affects="nothing", auth="staff")
def as_staff(call: Call) -> str:
    return _name(call)


@client(affects="nothing", auth="perm:desk.read")
def as_reader(call: Call) -> str:
    return _name(call)


@client(affects="nothing", auth=lambda user, _call: user is not None and "desk.read" in user.permissions)
def as_custom(call: Call) -> str:
    return _name(call)


@client(affects="nothing", auth=True, fresh=True)
def fresh(call: Call) -> str:
    return _name(call)


@client(context=ReactContext("login_query"))
def login_query(call: Call) -> None:
    call.sign_in("ada")


def _name(call: Call) -> str:
    user: User | None = call.user
    return "-" if user is None else user.id
