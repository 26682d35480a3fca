"""
Read cache: the inputs beside the params that the answer varies with, and its bytes: those that are kept, or
those that the queries give now (SPEC.md, Origin cache).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mizan.cache.cache import Bundle, Bypass, Hit
from mizan.cache.cache_wait import FlightWait
from mizan.pipeline.bundle_text import (
    BundleText,
    to_bundle_text,
    to_canonical_params,
    to_entry_text,
    to_etag,
)
from mizan.pipeline.cache.cache_plan import Reader, to_asked
from mizan.pipeline.cache.needs_primary import NEEDS_PRIMARY
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.steps.decode import decode_bundle
from mizan.pipeline.steps.guard import guard
from mizan.pipeline.steps.invoke import QueryFailure, invoke_queries
from mizan.pipeline.wait import Spawn, Walk

if TYPE_CHECKING:
    from mizan.cache.cache import Asked, Cache, Fill
    from mizan.cache.cache_store import CacheEntry
    from mizan.cache.single_flight import Flight
    from mizan.pipeline.bundle_text import EntryText
    from mizan.pipeline.cache.cache_plan import CachePlan
    from mizan.pipeline.exchange import BundlePlan, Exchange, ParamSource, Selection
    from mizan.pipeline.run_call import CallFacts
    from mizan.pipeline.steps.decode import Ready
    from mizan.pipeline.steps.invoke import QueryOutcome

_MAX_STARTS = 3
"""Readers whose rights change again and again get an answer that nobody keeps."""


@dataclass(frozen=True, slots=True)
class BundleRead:
    bundle: BundleText | None
    """None: every query failed."""
    outcomes: Sequence[QueryOutcome] = ()
    """Of the reader's own run; empty where the bytes are another's."""
    etag: str | None = None
    """Where it is known."""

    @property
    def failures(self) -> list[QueryFailure]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, QueryFailure)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A bundle, asked for by one reader after guards and params."""

    selection: Selection
    source: ParamSource
    ready: Sequence[Ready]
    facts: CallFacts
    entry: EntryText
    vary: Mapping[str, str]

    def to_asked(self, plan: CachePlan) -> Asked:
        facts = self.facts
        return to_asked(plan, self.entry.params, Reader(facts.service.cache_secret, facts.caller, self.vary))

    def to_read(self, entry: CacheEntry) -> BundleRead:
        return BundleRead(BundleText(entry.body, self.entry), etag=entry.etag)


def read_bundle(
    exchange: Exchange, plan: BundlePlan, ready: Sequence[Ready], facts: CallFacts
) -> Walk[BundleRead]:
    selection, service = plan.selection, exchange.service
    facts = replace(facts, ends_at=time.monotonic() + service.run_deadline_s)
    vary = resolve_vary(selection, facts)
    if selection.context.declared.vary:
        exchange.vary = vary
    wanted = Wanted(selection, plan.params, ready, facts, to_entry_text(selection, ready), vary)
    cache = service.cache
    if cache is None:
        return (yield from run_queries(wanted))
    exchange.cache_mark = "bypass"
    return (yield from _read_cached(exchange, cache, wanted))


def resolve_vary(selection: Selection, facts: CallFacts) -> Mapping[str, str]:
    names = selection.context.declared.vary
    return facts.service.vary.resolve(names, facts.request) if names else {}


def find_plan(wanted: Wanted) -> CachePlan | None:
    """None: the bundle is not cached, or nothing may be kept of what is read now."""
    selection, service = wanted.selection, wanted.facts.service
    declared = selection.context.declared
    plan = None if selection.is_slice else service.cache_plans.get(declared.name)
    # Its tags would be many times as long.
    if wanted.entry.header is None:
        return None
    # Nobody in particular has no entries in a user-scoped context.
    if declared.user_scoped and wanted.facts.caller.id is None:
        return None
    # What a transaction sees that began earlier may be older than the versions (CACHE-13).
    return None if plan is None or service.is_in_transaction() else plan


def run_queries(wanted: Wanted, *, needs_primary: bool = False) -> Walk[BundleRead]:
    facts = wanted.facts
    before = NEEDS_PRIMARY.get()
    NEEDS_PRIMARY.set(before or needs_primary)
    try:
        yield from facts.caller.load()
        outcomes = yield from invoke_queries(
            wanted.ready, replace(facts, needs_primary=before or needs_primary), facts.ends_at
        )
    finally:
        NEEDS_PRIMARY.set(before)
    if all(isinstance(outcome, QueryFailure) for outcome in outcomes):
        return BundleRead(None, outcomes)
    context = wanted.selection.context.declared
    return BundleRead(to_bundle_text(context, wanted.entry, outcomes), outcomes)


def _read_cached(exchange: Exchange, cache: Cache, wanted: Wanted) -> Walk[BundleRead]:
    for _ in range(_MAX_STARTS):
        plan = find_plan(wanted)
        if plan is None:
            break
        look = yield from cache.look_up(wanted.to_asked(plan))
        if isinstance(look, Hit):
            exchange.cache_mark = "hit"
            if look.renewal is not None:
                yield from _renew_behind(exchange, cache, wanted, look.renewal)
            return wanted.to_read(look.entry)
        if isinstance(look, Bypass):
            exchange.settle_ms = look.settle_ms
            return (yield from run_queries(wanted, needs_primary=look.needs_primary))
        read = yield from fill_bundle(cache, wanted, look)
        if isinstance(read, BundleRead):
            exchange.cache_mark = "miss"
            return read
        # The reader's rights changed meanwhile: from the guards on again.
        wanted = read
        exchange.caller = wanted.facts.caller
        yield from guard(wanted.selection.queries, wanted.facts, is_bundle=True)
    return (yield from run_queries(wanted))


def fill_bundle(cache: Cache, wanted: Wanted, fill: Fill) -> Walk[BundleRead | Wanted]:
    """Once for all who ask meanwhile. What is wanted comes back where its reader is another by now."""
    context = wanted.selection.context.declared.name
    flight, is_first = cache.flights.join(context, fill.flight_key)
    if not is_first:
        entry: CacheEntry | None = yield FlightWait(flight, wanted.facts.ends_at)
        if entry is not None:
            return wanted.to_read(entry)
        # It was the other's alone.
        return (yield from _run_fill(cache, wanted, fill, None))
    try:
        return (yield from _run_fill(cache, wanted, fill, flight))
    finally:
        cache.flights.leave(flight)


def _run_fill(cache: Cache, wanted: Wanted, fill: Fill, flight: Flight | None) -> Walk[BundleRead | Wanted]:
    before = NEEDS_PRIMARY.get()
    NEEDS_PRIMARY.set(fill.needs_primary)
    try:
        return (yield from _run_anew(cache, wanted, fill, flight))
    finally:
        NEEDS_PRIMARY.set(before)


def _run_anew(cache: Cache, wanted: Wanted, fill: Fill, flight: Flight | None) -> Walk[BundleRead | Wanted]:
    # What was loaded before the versions must not reach a query (CACHE-12): neither the caller, nor what the
    # rules of a param brought with it.
    selection, facts = wanted.selection, wanted.facts
    if selection.context.declared.user_scoped:
        before = facts.caller
        facts = replace(facts, caller=(yield from before.reload()))
        if (facts.caller.id, facts.caller.pkey) != (before.id, before.pkey):
            return replace(wanted, facts=facts)
    ready = decode_bundle(selection, wanted.source, facts.service)
    means_the_same = to_canonical_params(selection, ready) == wanted.entry.params
    wanted = replace(wanted, facts=facts, ready=ready)
    read = yield from run_queries(wanted)
    bundle = read.bundle
    is_shared = means_the_same and bundle is not None and not bundle.is_tainted and not bundle.has_failures
    cache.flights.note_shared(selection.context.declared.name, is_shared=is_shared)
    if bundle is None or not is_shared:
        return read
    made = Bundle(bundle.text, to_etag(bundle.text))
    if flight is not None:
        flight.land(cache.entry_of(fill, made))
    yield from cache.keep(fill, made)
    return replace(read, etag=made.etag)


def _renew_behind(exchange: Exchange, cache: Cache, wanted: Wanted, fill: Fill) -> Walk[None]:
    """For those who come later: this reader was answered (CACHE-22)."""
    service = exchange.service
    if not service.renewals.acquire(blocking=False):
        return

    def renew() -> Walk[None]:
        try:
            ends_at = time.monotonic() + service.run_deadline_s
            facts = replace(wanted.facts, ends_at=ends_at)
            yield from fill_bundle(cache, replace(wanted, facts=facts), fill)
        except Exception as error:
            service.report(ErrorReport(exchange.id, None, "read-cache", error))
        finally:
            service.renewals.release()

    yield Spawn(renew(), service.around_thread)
