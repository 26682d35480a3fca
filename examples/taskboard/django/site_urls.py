"""The protocol's addresses; main.py serves the pages."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan.django.urls"))]
