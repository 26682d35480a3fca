"""Django's users as the pipeline sees them, and its CSRF check (SPEC.md, Identity; ID-17, ID-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils.functional import cached_property

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
    account: Any = getattr(http, "user", None)
    if http is None or account is None or not account.is_authenticated:
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
    account: Any = getattr(request.untracked_native, "user", None)
    is_known = account is not None and account.is_authenticated
    return (str(account.pk) if is_known else None) != (None if before is None else before.id)


def read_csrf_token(request: CallRequest) -> str | None:
    """A new mask for each answer; the secret goes out in Django's own cookie."""
    http = cast("HttpRequest | None", request.untracked_native)
    return None if http is None else get_token(http)


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ANN401, ARG002 -- Django's signature
        return reason


_CHECK = _CsrfCheck(lambda _: cast("Any", None))


def _view_that_wants_a_token(_: HttpRequest) -> None:
    """Stands for ours, which Django itself leaves alone so that a refusal is an envelope."""


def _is_by_session(http: HttpRequest) -> bool:
    session: Any = getattr(http, "session", None)
    return session is not None and SESSION_KEY in session
