"""
The lease of a mutation, where its store outlives the process (SPEC.md, CACHE-16, CACHE-17): taken before its
commit, or before its run where somebody else commits; ended with its purge, or when nothing was changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.pipeline.cache.cache_plan import stale_tags
from mizan.pipeline.caller_identity import ANONYMOUS
from mizan.pipeline.targets import (
    PublishedTargets,
    RunFacts,
    publish_targets,
    resolve_declared,
    resolve_target,
)
from mizan.pipeline.wait import Walk

if TYPE_CHECKING:
    from mizan.pipeline.exchange import Exchange, MutationRun


def take_lease(exchange: Exchange, mutation: MutationRun) -> Walk[None]:
    """
    On the tags of the static targets, and of those that the handler named. It costs no request its answer.
    """
    service = exchange.service
    cache = service.cache
    if cache is None or not cache.store.outlives_process:
        return
    published = yield from collect_static(exchange, mutation)
    exchange.lease = yield from cache.take_lease(stale_tags(published.all, service.registry.contexts))


def release_lease(exchange: Exchange) -> Walk[None]:
    """Nothing was changed."""
    cache, lease = exchange.service.cache, exchange.lease
    exchange.lease = None
    if cache is not None and lease is not None:
        yield from cache.release(lease)


def collect_static(exchange: Exchange, mutation: MutationRun) -> Walk[PublishedTargets]:
    """What declaration and arguments give, and what the handler named. Never raises."""
    service = exchange.service
    own = (ANONYMOUS if exchange.caller is None else exchange.caller.keys).own
    resolved = yield from resolve_declared(mutation.function, RunFacts(mutation.normal, own), service)
    resolved.extend(resolve_target(named, own, service) for named in mutation.named)
    return publish_targets(resolved)
