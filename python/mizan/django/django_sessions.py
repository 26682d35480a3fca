"""Django's own sessions as the pipeline sees them (SPEC.md, ID-3, ID-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user, login, logout

from mizan.django.django_user import find_account, load_account
from mizan.identity.session_key import session_key

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.user import User


class DjangoSessions:
    @property
    def cookie_name(self) -> str:
        return settings.SESSION_COOKIE_NAME

    def session_key(self, request: CallRequest) -> str | None:
        session: Any = getattr(request.untracked_native, "session", None)
        if session is None or SESSION_KEY not in session or session.session_key is None:
            return None
        return session_key(session.session_key)

    def is_alive(self, request: CallRequest, key: str, user_id: str) -> bool:
        http: Any = request.untracked_native
        # Django looks the session's hash up too: a password that was changed ends it.
        return self.session_key(request) == key and str(get_user(http).pk) == user_id

    def has_changed(self, request: CallRequest, before: User | None) -> bool:
        """A handler called `login` or `logout`."""
        account = find_account(cast("HttpRequest | None", request.untracked_native))
        return (None if account is None else str(account.pk)) != (None if before is None else before.id)

    def sign_in(self, request: CallRequest, user_id: str) -> None:
        account, backend = load_account(user_id)
        if account is None:
            raise LookupError(f"there is no active user {user_id!r}")
        login(_request_of(request), account, backend=backend)

    def sign_out(self, request: CallRequest) -> None:
        logout(_request_of(request))

    def adopt_user(self, request: CallRequest, user: User | None) -> None:
        http: Any = request.untracked_native
        if http is None:
            return
        account: Any = getattr(user, "account", None)
        if account is None:
            from django.contrib.auth.models import AnonymousUser

            account = AnonymousUser()

        async def find_user() -> Any:  # noqa: ANN401 -- whatever AUTH_USER_MODEL is
            return account

        http.user = account
        http.auser = find_user


def _request_of(request: CallRequest) -> HttpRequest:
    http = request.untracked_native
    if http is None or not hasattr(http, "session"):
        raise TypeError("Django's sessions need a request that its SessionMiddleware saw")
    return cast("HttpRequest", http)
