"""
Who a request runs for, with `X-Mizan-Identity` and the identity text of `own` targets (SPEC.md, Identity).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from mizan.keys.identity_keys import Rights, identity_keys, permission_key
from mizan.pipeline.remember import remember
from mizan.pipeline.user import User

if TYPE_CHECKING:
    from mizan.pipeline.wait import Walk


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    own: str
    """Stands in `own` targets."""
    header: str
    """Value of X-Mizan-Identity."""


ANONYMOUS = IdentityKeys("-", "-")

_REMEMBERED_USERS = 1000


class ToIdentityKeys:
    """An app whose requests have users must give a secret; only in-process callers can be without one."""

    __slots__ = ("_hash",)

    def __init__(self, secret: str | None) -> None:
        def hash_user(about: tuple[str, str]) -> IdentityKeys:
            user_id, pkey = about
            keys = identity_keys(secret or "", user_id, pkey)
            return IdentityKeys(keys.own, f"{keys.own}.{keys.pkey}")

        self._hash = None if secret is None else remember(hash_user, limit=_REMEMBERED_USERS)

    def __call__(self, user_id: str | None, pkey: str | None) -> IdentityKeys:
        if user_id is None or pkey is None or self._hash is None:
            return ANONYMOUS
        return self._hash((user_id, pkey))


Load = Callable[[], "Walk[User | None]"]
"""Finds the user anew, by the means by which the caller was found."""


Means = Literal["token", "cookie", "hook"]
"""
Credentials: a token, the cookie of a session of ours, or whatever the app's or the framework's hook reads.
"""


class Caller:
    __slots__ = ("_keys", "_load", "_pkey", "_resolve", "_user", "means", "session_key", "to_keys")

    def __init__(
        self,
        user: User | None,
        to_keys: ToIdentityKeys,
        *,
        resolve: Callable[[], User | None] | None = None,
        load: Load | None = None,
        means: Means = "hook",
        session_key: str | None = None,
    ) -> None:
        """`resolve` finds the user when somebody asks: a public answer does not depend on who gets it."""
        self.means: Means = means
        self.session_key = session_key
        """Of the session behind a token or a cookie of ours."""
        self._user = user
        self._resolve = resolve
        self._load = load
        self.to_keys = to_keys
        self._keys: IdentityKeys | None = None
        self._pkey: str | None = None

    @property
    def user(self) -> User | None:
        if self._resolve is not None:
            self._user = self._resolve()
            self._resolve = None
        return self._user

    @property
    def user_if_known(self) -> User | None:
        """For logs: nobody is asked."""
        return self._user

    @property
    def id(self) -> str | None:
        user = self.user
        return None if user is None else user.id

    @property
    def pkey(self) -> str | None:
        """What the caller may do, as one text (ID-10); None when anonymous."""
        if self._pkey is None:
            user = self.user
            self._pkey = None if user is None else _permission_key_of(user)
        return self._pkey

    @property
    def keys(self) -> IdentityKeys:
        """Hashed only where somebody asks: public answers never do."""
        if self._keys is None:
            self._keys = self.to_keys(self.id, self.pkey)
        return self._keys

    def load(self) -> Walk[None]:
        """
        Before a handler, or a guard that asks for more than a token says: `user` is then the app's own.
        Raises what a stale token must be told.
        """
        yield from ()

    def reload(self) -> Walk[Caller]:
        """The same caller, by the same means, as of now (CACHE-12)."""
        if self._load is None:
            return self
        return Caller((yield from self._load()), self.to_keys, load=self._load)


def create_identity_keys(secret: str | None) -> ToIdentityKeys:
    """`secret` is the cache secret."""
    return ToIdentityKeys(secret)


def _permission_key_of(user: User) -> str:
    return _hash_rights((user.is_staff, user.is_superuser, tuple(user.permissions)))


def _hash_rights_of(key: tuple[bool, bool, tuple[str, ...]]) -> str:
    staff, superuser, permissions = key
    return permission_key(Rights(permissions, staff, superuser))


_hash_rights = remember(_hash_rights_of, limit=_REMEMBERED_USERS)


def assert_user(value: object) -> User | None:
    """What a hook answered, checked: a user that is not whole would pass or fail guards by accident."""
    if value is None:
        return None
    user_id = getattr(value, "id", None)
    permissions: object = getattr(value, "permissions", None)
    is_whole = (
        isinstance(user_id, str)
        and user_id != ""
        and _is_well_formed(user_id)
        and isinstance(getattr(value, "is_staff", None), bool)
        and isinstance(getattr(value, "is_superuser", None), bool)
        and isinstance(permissions, list | tuple | set | frozenset)
        and all(isinstance(name, str) and _is_well_formed(name) for name in cast("list[object]", permissions))
    )
    if is_whole:
        return cast("User", value)
    raise TypeError(
        "a user must be None or have id: str, is_staff: bool, is_superuser: bool, permissions: a list of str"
    )


def _is_well_formed(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
