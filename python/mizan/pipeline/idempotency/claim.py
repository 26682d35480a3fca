"""One run for one Idempotency-Key: who takes it, who waits, what is kept (SPEC.md, IDEM-1…13)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from mizan.generated.limits import IDEMPOTENCY_KEEP_MS
from mizan.json.canonical_json import to_canonical_json
from mizan.keys.sha256 import sha256_hex
from mizan.pipeline.exchange import Claim
from mizan.pipeline.failure import FailurePlace, is_declared_error, to_failure
from mizan.pipeline.idempotency.idempotency_store import IdempotencyClaim, IdempotencyKey, IdempotencyRecord
from mizan.pipeline.idempotency.kept_targets import keep_targets
from mizan.pipeline.refuse import refuse
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.targets import resolve_run
from mizan.pipeline.wait import Pause, Run, Walk

if TYPE_CHECKING:
    from mizan.errors.call_error import CallError
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.exchange import CallPlan, Exchange
    from mizan.pipeline.steps.invoke import Ran

_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 0.5


def claim_run(exchange: Exchange, plan: CallPlan) -> Walk[JsonObject | None]:
    """
    Takes the key for this run, or answers what an earlier one left. A run that still goes on is waited for.
    """
    service, caller = exchange.service, exchange.caller
    function = plan.function
    if function.kind != "mutation" or plan.idempotency_key is None or caller is None or caller.user is None:
        return None
    key = IdempotencyKey(caller.keys.own, function.name, plan.idempotency_key)
    digest = sha256_hex(to_canonical_json({"args": plan.args, "fn": function.name}))
    pause_s, waited_s = _FIRST_PAUSE_S, 0.0
    while True:
        found = yield from _begin(exchange, key, digest)
        if found is None:
            exchange.claim = Claim(key)
            if waited_s > 0:
                exchange.ends_at = time.monotonic() + service.run_deadline_s
            return None
        if found.hash != digest:
            raise _conflict("this Idempotency-Key was used for another request", retryable=False)
        if found.outcome is not None:
            return found.outcome
        if waited_s >= service.run_deadline_s:
            raise _conflict("the first request with this Idempotency-Key still runs", retryable=True)
        # Nobody works for this request while it waits.
        yield Pause(pause_s)
        waited_s += pause_s
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)


def keep_in_transaction(exchange: Exchange, ran: Ran) -> Walk[None]:
    """Where the store asks for it, a success is kept inside the transaction of its mutation."""
    claim, store = exchange.claim, exchange.service.idempotency
    if claim is None or not store.in_transaction or _sets_headers(ran):
        return
    outcome = yield from _to_outcome(exchange, ran)
    yield Run(store.finish, (claim.key, outcome))
    claim.is_kept = True


def keep_outcome(exchange: Exchange, ran: Ran) -> Walk[None]:
    """After the commit: what the transaction did not keep. Never raises: the mutation is done."""
    claim, store = exchange.claim, exchange.service.idempotency
    if claim is None or claim.is_kept:
        return
    try:
        if _sets_headers(ran):
            # A replay could not give the cookie or the header again.
            yield Run(store.release, (claim.key,))
        else:
            outcome = yield from _to_outcome(exchange, ran)
            yield Run(store.finish, (claim.key, outcome))
        claim.is_kept = True
    except Exception as error:
        _report(exchange, error)


def drop_claim(exchange: Exchange, raised: BaseException) -> Walk[None]:
    """
    The run failed: a declared error is an answer like a result; anything else may be tried again. Never
    raises.
    """
    claim, store, function = exchange.claim, exchange.service.idempotency, exchange.function
    is_done = exchange.mutation is not None and exchange.mutation.state == "changed"
    if claim is None or (claim.is_kept and is_done):
        return
    try:
        if function is not None and is_declared_error(raised, function):
            place = FailurePlace(exchange.service, exchange.id, exchange.step, function, is_quiet=True)
            failure = to_failure(raised, place)
            if failure.status < 500:
                said: JsonObject = failure.error
                kept = {"status": failure.status, "error": said, "cause": exchange.cause or ""}
                yield Run(store.finish, (claim.key, kept))
                return
        yield Run(store.release, (claim.key,))
    except Exception as error:
        _report(exchange, error)


def _begin(exchange: Exchange, key: IdempotencyKey, digest: str) -> Walk[IdempotencyRecord | None]:
    # A lease of twice what a run may take: a run that is still alive ended, or was told to, long before.
    claim = IdempotencyClaim(digest, IDEMPOTENCY_KEEP_MS, 2 * exchange.service.limits.run_deadline_ms)
    try:
        found: Any = yield Run(exchange.service.idempotency.begin, (key, claim))
    except Exception as error:
        _report(exchange, error)
        raise refuse("UNAVAILABLE", "nobody can tell now whether this request ran before") from None
    return found


def _conflict(message: str, *, retryable: bool) -> CallError:
    return refuse("CONFLICT", message, details={"retryable": retryable})


def _sets_headers(ran: Ran) -> bool:
    """Tokens of a result are credentials as well."""
    if ran.call.changed_identity is not None:
        return True
    return ran.call.headers is not None and not ran.call.headers.is_empty


def _to_outcome(exchange: Exchange, ran: Ran) -> Walk[JsonObject]:
    resolved = yield from resolve_run(exchange, ran)
    outcome: dict[str, JsonValue] = {"result": ran.wire, "targets": keep_targets(resolved)}
    outcome["cause"] = exchange.cause or ""
    return outcome


def _report(exchange: Exchange, error: BaseException) -> None:
    name = None if exchange.function is None else exchange.function.name
    exchange.service.report(ErrorReport(exchange.id, name, exchange.step, error))
