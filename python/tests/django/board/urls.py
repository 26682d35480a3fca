"""The protocol, the view paths, and a view of the framework's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from mizan.django import invalidate
from mizan.pipeline.invalidation_target import TargetDetail
from tests.django.board.clients import BoardContext, _add


def admin_like(request: HttpRequest, board: int) -> HttpResponse:
    """A page that is none of Mizan's and changes what it shows."""
    _add(board, "by an admin")
    invalidate(TargetDetail(BoardContext, params={"board": board}))
    if "fail" in request.GET:
        raise RuntimeError("rolled back")
    return HttpResponse("done")


urlpatterns = [
    path("api/mizan/", include("mizan.django.urls")),
    path("admin-like/<int:board>/", admin_like),
    path("", include("mizan.django.view_urls")),
]
