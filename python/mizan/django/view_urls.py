"""`path("", include("mizan.django.view_urls"))`: the view paths of functions with a `route`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, re_path

from mizan.django.django_app import get_app
from mizan.django.views import dispatch_view


def _patterns() -> Iterator[URLPattern]:
    """One a path; which function it is, by method, says the pipeline."""
    routes = {
        function.route.path
        for function in get_app().service.registry.functions.values()
        if function.route is not None and not function.private
    }
    for route in sorted(routes):
        segments = ["[^/]+" if part.startswith(":") else re.escape(part) for part in route[1:].split("/")]
        yield re_path(f"^{'/'.join(segments)}\\Z", dispatch_view)


urlpatterns = list(_patterns())
