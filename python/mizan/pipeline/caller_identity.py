"""
Who a request runs for, with `X-Mizan-Identity` and the identity text of `own` targets (SPEC.md, Identity).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from mizan.keys.identity_keys import Rights, identity_keys, permission_key
from mizan.pipeline.remember import remember
from mizan.pipeline.user import User


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    own: str
    """Stands in `own` targets."""
    header: str
    """Value of X-Mizan-Identity."""


ToIdentityKeys = Callable[[User | None], IdentityKeys]

ANONYMOUS = IdentityKeys("-", "-")

_REMEMBERED_USERS = 1000


class Caller:
    __slots__ = ("_keys", "_resolve", "_to_keys", "_user")

    def __init__(
        self, user: User | None, to_keys: ToIdentityKeys, resolve: Callable[[], User | None] | None = None
    ) -> None:
        """`resolve` finds the user when somebody asks: a public answer does not depend on who gets it."""
        self._user = user
        self._resolve = resolve
        self._to_keys = to_keys
        self._keys: IdentityKeys | None = None

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
    def keys(self) -> IdentityKeys:
        """Hashed only where somebody asks: public answers never do."""
        if self._keys is None:
            self._keys = self._to_keys(self.user)
        return self._keys


def create_identity_keys(secret: str | None) -> ToIdentityKeys:
    """An app whose requests have users must give a secret; only in-process callers can be without one."""
    if secret is None:
        return lambda _: ANONYMOUS
    known = secret

    def hash_user(key: tuple[str, bool, bool, tuple[str, ...]]) -> IdentityKeys:
        user_id, staff, superuser, permissions = key
        pkey = permission_key(Rights(permissions, staff, superuser))
        keys = identity_keys(known, user_id, pkey)
        return IdentityKeys(keys.own, f"{keys.own}.{keys.pkey}")

    to_keys = remember(hash_user, limit=_REMEMBERED_USERS)

    def keys_of(user: User | None) -> IdentityKeys:
        if user is None:
            return ANONYMOUS
        return to_keys((user.id, user.is_staff, user.is_superuser, tuple(user.permissions)))

    return keys_of


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
