"""The one view behind every path of the protocol, and behind the view paths (`route`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.views.decorators.csrf import csrf_exempt

from mizan.django.django_app import get_app
from mizan.django.plain_request import DjangoRequest, to_raw_path
from mizan.django.response import to_response

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


def _own_transactions(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """
    Also under ATOMIC_REQUESTS the mutation's own transaction is the outermost: what follows its commit must
    see it.
    """
    for alias in connections.settings:
        view = transaction.non_atomic_requests(using=alias)(view)
    return csrf_exempt(view)


def _dispatch(http: HttpRequest, rest: str) -> HttpResponseBase:
    """Paths under the base. CSRF is checked by the pipeline, once it knows that a cookie authenticates."""
    app = get_app()
    return to_response(app.handle(DjangoRequest(http, f"{app.base}/{to_raw_path(http, rest)}")), http)


def _dispatch_view(http: HttpRequest, **_: Any) -> HttpResponseBase:  # noqa: ANN401 -- Django's own converters
    """View paths, which stand where their `route` says."""
    return to_response(
        get_app().handle(DjangoRequest(http, f"/{to_raw_path(http, http.path_info[1:])}")), http
    )


dispatch = _own_transactions(_dispatch)
dispatch_view = _own_transactions(_dispatch_view)
