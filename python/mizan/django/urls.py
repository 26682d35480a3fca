"""
`path("api/mizan/", include("mizan.django.urls"))`: every path below it is the protocol's, also where there is
nothing.
"""

from __future__ import annotations

from django.urls import re_path

from mizan.django.views import dispatch

app_name = "mizan"
urlpatterns = [re_path(r"^(?P<rest>(?s:.*))\Z", dispatch, name="dispatch")]
