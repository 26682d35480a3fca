"""Django's users as the pipeline sees them, and its CSRF check (SPEC.md, Identity; ID-17, ID-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils.functional import SimpleLazyObject, cached_property

from mizan.pipeline.origin import is_safe_method
from mizan.pipeline.refuse import refuse

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
    """Who Django says it is. A POST that the session's cookie authenticated must have a token (ID-18)."""
    http = cast("HttpRequest | None", request.untracked_native)
    account = _find_account(http)
    if http is None or account is None:
        return None
    if not request.is_after_run and not is_safe_method(request.method) and _is_by_session(http):
        assert_csrf_token(request)
    return DjangoUser(account)


def assert_csrf_token(request: CallRequest) -> None:
    """As Django checks it: origin, referer, and the token in the header against the cookie or the session."""
    http = cast("HttpRequest", request.untracked_native)
    if settings.CSRF_USE_SESSIONS or "CSRF_COOKIE" not in http.META:
        _CHECK.process_request(http)
    if _CHECK.process_view(http, _view_that_wants_a_token, (), {}) is not None:
        raise refuse("FORBIDDEN", "a request that a cookie authenticates must have an X-CSRFToken")


def has_identity_changed(request: CallRequest, before: User | None) -> bool:
    """A handler called `login` or `logout`."""
    account = _find_account(cast("HttpRequest | None", request.untracked_native))
    return (None if account is None else str(account.pk)) != (None if before is None else before.id)


def read_csrf_token(request: CallRequest) -> str | None:
    """A new mask for each answer; the secret goes out in Django's own cookie."""
    http = cast("HttpRequest | None", request.untracked_native)
    return None if http is None else get_token(http)


def _find_account(http: HttpRequest | None) -> Any:  # noqa: ANN401 -- whatever AUTH_USER_MODEL is
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


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ANN401, ARG002 -- Django's signature
        return reason


_CHECK = _CsrfCheck(lambda _: cast("Any", None))


def _view_that_wants_a_token(_: HttpRequest) -> None:
    """Stands for ours, which Django itself leaves alone so that a refusal is an envelope."""


def _is_by_session(http: HttpRequest) -> bool:
    session: Any = getattr(http, "session", None)
    return session is not None and SESSION_KEY in session
