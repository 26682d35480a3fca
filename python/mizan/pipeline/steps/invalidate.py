"""
Invalidate: what the run made stale, told to everybody who keeps answers, then merge and refresh (SPEC.md,
Invalidation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mizan.errors.call_error import CallError
from mizan.pipeline.cache.mutation_lease import collect_static, release_lease
from mizan.pipeline.caller_identity import ANONYMOUS, Caller
from mizan.pipeline.identity.csrf import announce_csrf
from mizan.pipeline.identity.sign_in import revoke_again
from mizan.pipeline.merge import NO_MERGES, Merges, collect_merges
from mizan.pipeline.refresh import RefreshFacts, reads_callers, refresh
from mizan.pipeline.service import ErrorReport, InvalidationEvent
from mizan.pipeline.steps.identify import identify_again
from mizan.pipeline.targets import NO_TARGETS, PublishedTargets, publish_targets, resolve_run
from mizan.pipeline.wait import Walk

if TYPE_CHECKING:
    from mizan.json.json_value import JsonValue
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.run_call import CallFacts
    from mizan.pipeline.steps.invoke import Ran


@dataclass(frozen=True, slots=True)
class Effects:
    published: PublishedTargets
    merges: Merges
    refreshed: Sequence[str]
    """JSON texts."""


NO_EFFECTS = Effects(NO_TARGETS, NO_MERGES, ())


def invalidate(exchange: Exchange, ran: Ran, mounted: Sequence[JsonValue], facts: CallFacts) -> Walk[Effects]:
    """After the commit: purge, then refresh."""
    function, service = ran.ready.function, exchange.service
    if function.kind == "query":
        return NO_EFFECTS
    if ran.is_rolled_back:
        yield from revoke_again(exchange)
        yield from release_lease(exchange)
        return NO_EFFECTS
    own = _own_of(exchange)
    if function.affects or ran.call.named:
        published = publish_targets((yield from resolve_run(exchange, ran)))
        is_purged = yield from purge(exchange, published)
    else:
        published, is_purged = NO_TARGETS, True
        yield from release_lease(exchange)
    after = yield from _follow_identity(exchange, ran, facts)
    if not published.all:
        return NO_EFFECTS
    merges = (
        NO_MERGES if function.route is not None else collect_merges(function, published, ran.wire, service)
    )
    service.counts.merges += len(merges.items)
    if not published.visible or is_settling(exchange):
        return Effects(published, merges, ())
    if not mounted or not is_purged:
        return Effects(published, merges, ())
    about = RefreshFacts(published.visible, merges.slots, own)
    if reads_callers(mounted, about, service):
        after = yield from _reload_caller(exchange, after)
    refreshed = yield from refresh(mounted, about, after)
    service.counts.refreshes += len(refreshed)
    return Effects(published, merges, refreshed)


def invalidate_failed(exchange: Exchange) -> Walk[PublishedTargets]:
    """Targets of a mutation that failed, purged unless it still runs. Never raises."""
    try:
        yield from revoke_again(exchange)
    except CallError:
        # It is in the log; the client hears of its own failure.
        exchange.revoked.clear()
    mutation = exchange.mutation
    if mutation is None or mutation.state == "unchanged":
        yield from release_lease(exchange)
        return NO_TARGETS
    published = yield from collect_static(exchange, mutation)
    if mutation.state != "running":
        yield from purge(exchange, published)
    return published


def invalidate_abandoned(exchange: Exchange) -> Walk[None]:
    """
    The request of a mutation was given up, at any moment. Where its thread goes on, it purges once more at
    its end.
    """
    mutation = exchange.mutation
    if mutation is None or mutation.state == "unchanged":
        yield from release_lease(exchange)
    elif not exchange.purged:
        yield from purge_late(exchange)


def purge_late(exchange: Exchange) -> Walk[None]:
    """The run of a mutation ended that was answered UNAVAILABLE."""
    if exchange.mutation is not None:
        published = yield from collect_static(exchange, exchange.mutation)
        yield from purge(exchange, published)


def purge(exchange: Exchange, published: PublishedTargets) -> Walk[bool]:
    """True when everybody was told in time."""
    if not published.all:
        yield from release_lease(exchange)
        return True
    lease, exchange.lease = exchange.lease, None
    exchange.purged = published.all
    return (yield from exchange.service.purge(InvalidationEvent(published.all, exchange.cause), lease))


def is_settling(exchange: Exchange) -> bool:
    """
    Replicas lag, and there is no primary to refresh from: the client reads once more when they have caught
    up.
    """
    cache = exchange.service.cache
    if cache is None or cache.rules.replica_lag_ms == 0 or cache.rules.has_primary:
        return False
    exchange.settle_ms = cache.rules.replica_lag_ms
    return True


def _follow_identity(exchange: Exchange, ran: Ran, facts: CallFacts) -> Walk[CallFacts]:
    """
    A login or a logout says so, or shows in the cookies that it set, or the framework knows. What comes after
    it belongs to the new identity.
    """
    service, call = exchange.service, ran.call
    changes = {} if call.headers is None else call.headers.cookie_changes
    framework = service.identity.framework
    is_said = call.changed_identity is not None
    if not is_said and framework is not None and service.resolve_user is not None:
        is_said = framework.has_changed(facts.request, facts.user)
    # Cookies of the app's own say nothing to whom a token named.
    if not is_said and (not changes or facts.caller.means == "token"):
        return facts
    if service.resolve_user is None and not is_said:
        return facts
    caller, request = yield from identify_again(exchange, changes, call.changed_identity)
    if is_said:
        # What was said of the session of before is no longer so.
        exchange.session_headers = ()
    exchange.caller = caller
    announce_csrf(exchange, caller, request)
    return replace(facts, caller=caller, request=request)


def _reload_caller(exchange: Exchange, facts: CallFacts) -> Walk[CallFacts]:
    """
    What was known of the caller before the mutation may be what it changed: her rights, her name. Anonymous
    when nobody can tell.
    """
    try:
        caller = yield from facts.caller.reload()
    except Exception as error:
        facts.service.report(ErrorReport(exchange.id, None, "identify", error))
        return replace(facts, caller=Caller(None, facts.service.to_identity_keys))
    exchange.caller = caller
    return replace(facts, caller=caller)


def _own_of(exchange: Exchange) -> str:
    return (ANONYMOUS if exchange.caller is None else exchange.caller.keys).own
