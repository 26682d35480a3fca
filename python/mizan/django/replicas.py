"""Reads that must see what was committed last go to the primary (SPEC.md, CACHE-18)."""

from __future__ import annotations

from typing import Any

from django.db import router

from mizan.pipeline.cache.needs_primary import NEEDS_PRIMARY


def needs_primary() -> bool:
    """
    Whether what runs now must read the primary: a replica may not have the latest commit yet. For routers of
    your own; the same as `call.needs_primary`.
    """
    return NEEDS_PRIMARY.get()


class PrimaryFirst:
    """
    The first of `DATABASE_ROUTERS`, before the one that sends reads to replicas. Where the primary is needed
    it answers the database that the others write to; it decides nothing else.
    """

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:  # noqa: ANN401 -- Django's signature
        # Without the hints: an instance that came from a replica would lead back to it.
        return router.db_for_write(model) if needs_primary() else None
