"""Django's users as the pipeline sees them (SPEC.md, Identity)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import load_backend
from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject, cached_property

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.user import User


class DjangoUser:
    """`account` is Django's own user."""

    def __init__(self, account: Any) -> None:  # noqa: ANN401 -- whatever AUTH_USER_MODEL is
        self.account = account
        self.id = str(account.pk)

    @property
    def is_staff(self) -> bool:
        return bool(getattr(self.account, "is_staff", False))

    @property
    def is_superuser(self) -> bool:
        return bool(getattr(self.account, "is_superuser", False))

    @cached_property
    def permissions(self) -> list[str]:
        """By every authentication backend, which asks the database once a request."""
        return sorted(self.account.get_all_permissions())


def resolve_user(request: CallRequest) -> User | None:
    """Who Django says it is."""
    account = find_account(cast("HttpRequest | None", request.untracked_native))
    return None if account is None else DjangoUser(account)


def load_user(user_id: str) -> User | None:
    """By the first authentication backend that has this id, which leaves out accounts that are not active."""
    account, _ = load_account(user_id)
    return None if account is None else DjangoUser(account)


def load_account(user_id: str) -> tuple[Any, str]:
    """The account, fresh from where it is kept, with the path of its backend; None where there is none."""
    for path in settings.AUTHENTICATION_BACKENDS:
        try:
            account: Any = load_backend(path).get_user(user_id)
        except (ValueError, TypeError, ValidationError):
            # An id of another server's users, which these keys cannot be.
            account = None
        # A key that is only read as this id (`01`) is another.
        if account is not None and str(account.pk) == user_id:
            return account, path
    return None, ""


def find_account(http: HttpRequest | None) -> Any:  # noqa: ANN401 -- whatever AUTH_USER_MODEL is
    """None when anonymous. A request without a session is not asked for one, a cost for every stranger."""
    account: Any = getattr(http, "user", None)
    if http is None or account is None:
        return None
    if isinstance(account, SimpleLazyObject) and settings.SESSION_COOKIE_NAME not in http.COOKIES:
        find: object = object.__getattribute__(account, "__dict__").get("_setupfunc")
        is_of_sessions = getattr(find, "__module__", None) == "django.contrib.auth.middleware"
        if is_of_sessions and not hasattr(http, "_cached_user"):
            return None
    return account if account.is_authenticated else None
