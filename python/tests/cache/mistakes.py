"""Mistakes in the algorithm, one at a time: the model must find each of them."""

# What stands in for parts of the algorithm takes whatever they take.
# ruff: noqa: ANN401
# pyright: basic

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from mizan.cache.cache import Cache
from mizan.cache.tag_record import TagRecord
from mizan.keys.cache_key import cache_key
from mizan.pipeline.cache.cache_plan import stale_tags, to_asked
from mizan.pipeline.cache.mutation_lease import collect_static, release_lease
from mizan.pipeline.targets import NO_TARGETS
from mizan.targets.encode_target import encode_target
from mizan.targets.tags import tags_of_entry
from mizan.targets.target import Target
from tests.cache.model_world import ProcessStore, SharedStore


def _without(name: str, value: object) -> AbstractContextManager[Any]:
    return patch(f"mizan.{name}", value)


@contextmanager
def _no_user_in_key() -> Iterator[None]:
    """Nor in the tags, whose versions would tell."""

    def tags(declared: Sequence[str], entry: Any) -> list[str]:
        return tags_of_entry(declared, replace(entry, own="everybody"))

    with (
        _without("pipeline.cache.cache_plan.cache_key", lambda parts: cache_key(replace(parts, user=None))),
        _without("pipeline.cache.cache_plan.tags_of_entry", tags),
    ):
        yield


def _no_vary_in_key() -> AbstractContextManager[Any]:
    return _without("pipeline.cache.cache_plan.cache_key", lambda parts: cache_key(replace(parts, vary=None)))


def _no_rev_in_key() -> AbstractContextManager[Any]:
    return _without("pipeline.cache.cache_plan.cache_key", lambda parts: cache_key(replace(parts, rev=0)))


def _no_pkey_check() -> AbstractContextManager[Any]:
    asked = lambda plan, params, reader: replace(to_asked(plan, params, reader), pkey=None)  # noqa: E731
    return _without("pipeline.steps.read_cache.to_asked", asked)


def _versions_read_after_the_queries() -> AbstractContextManager[Any]:
    keep = Cache.keep

    def keep_now(self: Any, fill: Any, bundle: Any) -> Any:
        read = yield from self._ask("read", fill.asked.place, "e" * 32)
        return (yield from keep(self, replace(fill, versions=read.versions), bundle))

    return patch.object(Cache, "keep", keep_now)


def _versions_that_begin_again() -> AbstractContextManager[Any]:
    """As a counter does that was evicted."""
    read = ProcessStore.read
    return patch.object(ProcessStore, "read", lambda self, place, _random: read(self, place, "0" * 32))


def _exact_matching() -> AbstractContextManager[Any]:
    def exact(_declared: Sequence[str], entry: Any) -> list[str]:
        return [encode_target(Target(entry.context, None, entry.params, entry.own))]

    return _without("pipeline.cache.cache_plan.tags_of_entry", exact)


@contextmanager
def _purge_before_the_commit() -> Iterator[None]:
    def purge_now(exchange: Any, mutation: Any) -> Any:
        published = yield from collect_static(exchange, mutation)
        service = exchange.service
        yield from service.cache.purge(stale_tags(published.all, service.registry.contexts))

    def purge_never(_exchange: Any, _published: Any) -> Any:
        yield from ()
        return True

    with (
        _without("pipeline.steps.invoke.take_lease", purge_now),
        _without("pipeline.steps.invalidate.purge", purge_never),
    ):
        yield


def _no_lease() -> AbstractContextManager[Any]:
    def take_none(_self: Any, _tags: Any) -> Any:
        yield from ()

    return _without("cache.cache.Cache.take_lease", take_none)


def _a_lease_that_lapsed_is_forgotten() -> AbstractContextManager[Any]:
    def is_missing(self: Any, _epoch: str, now_ms: int) -> bool:
        self.leases = {lease: expiry for lease, expiry in self.leases.items() if expiry > now_ms}
        return False

    return patch.object(TagRecord, "is_missing", is_missing)


def _writes_ignore_versions() -> AbstractContextManager[Any]:
    write = SharedStore.write

    def write_anyway(self: Any, place: Any, entry: Any, keep_ms: int) -> bool:
        now = self.read(place, "d" * 32).versions
        return write(self, place, replace(entry, versions=now), keep_ms)

    return patch.object(SharedStore, "write", write_anyway)


def _lost_purges_are_forgotten() -> AbstractContextManager[Any]:
    return _without("cache.pending_purges.PendingPurges.add", lambda _self, _purge: None)


def _lost_writes_keep_their_epoch() -> AbstractContextManager[Any]:
    lose = SharedStore.lose_writes
    return patch.object(
        SharedStore, "lose_writes", lambda self, saved, _epoch: lose(self, saved, self._epoch)
    )


def _the_caller_of_before() -> AbstractContextManager[Any]:
    def as_before(self: Any) -> Any:
        yield from ()
        return self

    return _without("pipeline.caller_identity.Caller.reload", as_before)


def _refusals_roll_forward() -> AbstractContextManager[Any]:
    """What failed without a transaction is taken for one that was rolled back."""

    def nothing(exchange: Any) -> Any:
        yield from release_lease(exchange)
        return NO_TARGETS

    return _without("pipeline.pipeline.invalidate_failed", nothing)


BROKEN: dict[str, tuple[Callable[[], AbstractContextManager[Any]], int, bool]] = {
    # Name: (how, processes, whether mutations have transactions).
    "no user in the key": (_no_user_in_key, 1, True),
    "no inputs in the key": (_no_vary_in_key, 1, True),
    "no revision in the key": (_no_rev_in_key, 1, True),
    "no look at the rights of an entry": (_no_pkey_check, 1, True),
    "versions read after the queries": (_versions_read_after_the_queries, 2, True),
    "versions that begin again after an eviction": (_versions_that_begin_again, 1, True),
    "tags of all params alone": (_exact_matching, 1, True),
    "purges before the commit": (_purge_before_the_commit, 2, True),
    "no leases": (_no_lease, 2, True),
    "a lapsed lease is forgotten": (_a_lease_that_lapsed_is_forgotten, 2, True),
    "writes at any versions": (_writes_ignore_versions, 2, True),
    "purges that were lost are forgotten": (_lost_purges_are_forgotten, 1, True),
    "lost writes without another epoch": (_lost_writes_keep_their_epoch, 1, True),
    "the caller as she was before the versions": (_the_caller_of_before, 2, True),
    "a failure without a transaction is a rollback": (_refusals_roll_forward, 1, False),
}
