"""The app of the small project."""

from __future__ import annotations

from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "tests.django.board"
    label = "board"
    default_auto_field = "django.db.models.BigAutoField"
