"""A router that would send every read to a replica, with the one that knows when not to before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import router
from django.db.models import Model


class _Replicas:
    def __init__(self, seen: list[str]) -> None:
        self._seen = seen

    def db_for_read(self, model: type[Model], **_hints: object) -> str | None:
        self._seen.append("replica")
        return None

    def db_for_write(self, model: type[Model], **_hints: object) -> str:
        return "default"


@contextmanager
def replica_reads() -> Iterator[list[str]]:
    """What it yields hears of every read that would have gone to a replica."""
    seen: list[str] = []
    settings.DATABASE_ROUTERS = ["mizan.django.replicas.PrimaryFirst", _Replicas(seen)]
    router.__dict__.pop("routers", None)
    router._routers = settings.DATABASE_ROUTERS
    try:
        yield seen
    finally:
        settings.DATABASE_ROUTERS = []
        router.__dict__.pop("routers", None)
        router._routers = []
