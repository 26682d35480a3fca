"""The protocol's addresses, and the script that sends Django's token; main.py serves the pages."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

_SCRIPT = (Path(__file__).parent / "csrf-token.js").read_bytes()


@never_cache
@ensure_csrf_cookie
def csrf_token_script(_: HttpRequest) -> HttpResponse:
    return HttpResponse(_SCRIPT, content_type="text/javascript; charset=utf-8")


urlpatterns = [
    path("csrf-token.js", csrf_token_script),
    path("api/mizan/", include("mizan.django.urls")),
]
