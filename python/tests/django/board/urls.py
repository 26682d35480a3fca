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


def job_like(request: HttpRequest, board: int) -> HttpResponse:
    """Under ATOMIC_REQUESTS: what it does is committed, or not, when it has answered."""
    from mizan.django import caller

    caller().call("add_kept", board=board, how="by a job")
    said = caller().context("kept", board=board)
    if "fail" in request.GET:
        raise RuntimeError("rolled back")
    return HttpResponse(str(said["kept_count"]))


urlpatterns = [
    path("job-like/<int:board>/", job_like),
    path("api/mizan/", include("mizan.django.urls")),
    path("admin-like/<int:board>/", admin_like),
    path("", include("mizan.django.view_urls")),
]
