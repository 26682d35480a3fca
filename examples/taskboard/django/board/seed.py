"""Fills an empty database with the demo's data."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from seed_rows import SeedRows

from board.models import User


def seed_when_empty() -> None:
    if User.objects.exists():
        return
    models = {model._meta.db_table: model for model in apps.get_app_config("board").get_models()}
    with transaction.atomic():
        for table, rows in SeedRows(timezone.now()).tables().items():
            model = models[table]
            model.objects.bulk_create(model(**row) for row in rows)
