"""The Django application: finds `clients.py` in every app, and refuses to start with a wrong declaration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MizanConfig(AppConfig):
    name = "mizan.django"
    label = "mizan"
    verbose_name = "Mizan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mizan.django import system_checks  # noqa: F401 -- registers itself once the apps are there
        from mizan.django.django_app import get_app

        autodiscover_modules("clients")
        get_app()
