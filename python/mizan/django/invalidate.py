"""`invalidate` for admin pages, signals, commands and jobs (SPEC.md, INV-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.db import transaction

from mizan.django.django_app import get_app

if TYPE_CHECKING:
    from mizan.pipeline.invalidation_target import InvalidationTarget


def invalidate(*targets: InvalidationTarget, using: str | None = None) -> None:
    """
    Makes entries stale: inside of a transaction when that commits, and not at all when it does not; else at
    once.
    `using`: the database whose transaction counts; without it, whichever is open. A target that the app does
    not know
    is a TypeError, said at once.
    """
    app = get_app()
    app.check_targets(targets)
    if using is None:
        app.invalidate(*targets)
    else:
        transaction.on_commit(lambda: app.invalidate(*targets), using=using)


async def ainvalidate(*targets: InvalidationTarget, using: str | None = None) -> None:
    """From asynchronous code, in the thread in which its database calls run."""
    await sync_to_async(invalidate)(*targets, using=using)
