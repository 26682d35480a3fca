"""Django's own check against foreign pages (SPEC.md, ID-17, ID-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.middleware.csrf import CsrfViewMiddleware, get_token

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mizan.pipeline.call_request import CallRequest


class DjangoCsrf:
    def csrf_token(self, request: CallRequest) -> str:
        """A new mask for each answer; the secret goes out in Django's own cookie."""
        http = cast("HttpRequest | None", request.untracked_native)
        return "" if http is None else get_token(http)

    def has_csrf_token(self, request: CallRequest) -> bool:
        """As Django checks it: origin, referer, the token in the header against the cookie or the session."""
        http = cast("HttpRequest", request.untracked_native)
        if settings.CSRF_USE_SESSIONS or "CSRF_COOKIE" not in http.META:
            _CHECK.process_request(http)
        return _CHECK.process_view(http, _view_that_wants_a_token, (), {}) is None


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ANN401, ARG002 -- Django's signature
        return reason


_CHECK = _CsrfCheck(lambda _: cast("Any", None))


def _view_that_wants_a_token(_: HttpRequest) -> None:
    """Stands for ours, which Django itself leaves alone so that a refusal is an envelope."""
