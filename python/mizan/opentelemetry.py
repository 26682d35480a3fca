"""
What the origin cache did, as metrics of OpenTelemetry (SPEC.md, CACHE-23): `mizan.cache.hit` and so on. Needs
the package `opentelemetry-api`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import TYPE_CHECKING

from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Meter, Observation

from mizan.cache.cache_counts import CacheCounters

if TYPE_CHECKING:
    from mizan.app.app import App

_DESCRIPTIONS = {
    "hit": "Answers from the store.",
    "miss": "Reads that found nothing to answer with.",
    "bypass": "Reads that ran for themselves, because the store could not be asked or trusted.",
    "purge": "Tags that mutations gave new versions.",
    "voided": "Fills that were not kept, because a mutation came in between.",
    "corrupted": "Entries and records that could not be read.",
}


def observe_cache(app: App, meter: Meter | None = None) -> None:
    """
    One counter each, read whenever the process's reader collects. `meter`: by default that of the provider
    that the process registered.
    """
    found = meter or metrics.get_meter("mizan")
    for field in fields(CacheCounters):
        found.create_observable_counter(
            f"mizan.cache.{field.name}",
            callbacks=[_reader_of(app, field.name)],
            description=_DESCRIPTIONS[field.name],
        )


def _reader_of(app: App, name: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def read(_: CallbackOptions) -> Iterable[Observation]:
        counters = app.counters().cache
        return [] if counters is None else [Observation(getattr(counters, name))]

    return read
