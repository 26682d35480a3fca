"""
The walk of a request: route → identify → guard → decode → invoke → invalidate → encode (SPEC.md, CALL-7).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mizan.pipeline.drive import Await, drive_async, drive_sync, spawn_task
from mizan.pipeline.exchange import Exchange
from mizan.pipeline.failure import FailurePlace, to_failure
from mizan.pipeline.idempotency.claim import claim_run, drop_claim, keep_outcome
from mizan.pipeline.idempotency.replay import replay
from mizan.pipeline.identity.csrf import csrf_token_of
from mizan.pipeline.identity.mint_token import mint_token
from mizan.pipeline.log_record import to_log_record
from mizan.pipeline.run_call import to_facts
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.steps.decode import decode_bundle, decode_call, decode_view
from mizan.pipeline.steps.encode import (
    encode_bundle,
    encode_call,
    encode_failure,
    encode_preflight,
    encode_session,
    encode_token,
)
from mizan.pipeline.steps.encode_view import encode_view
from mizan.pipeline.steps.guard import guard, limit_rate
from mizan.pipeline.steps.identify import identify
from mizan.pipeline.steps.invalidate import (
    invalidate,
    invalidate_abandoned,
    invalidate_failed,
    purge_late,
)
from mizan.pipeline.steps.invoke import invoke_call
from mizan.pipeline.steps.read_cache import read_bundle
from mizan.pipeline.steps.route import route
from mizan.pipeline.wait import Walk

if TYPE_CHECKING:
    from mizan.pipeline.caller_identity import Caller
    from mizan.pipeline.exchange import BundlePlan, CallPlan, ViewPlan
    from mizan.pipeline.plain_answer import PlainAnswer
    from mizan.pipeline.plain_request import PlainRequest
    from mizan.pipeline.service import Service


def answer_request(service: Service, request: PlainRequest, run_coroutine: Await) -> PlainAnswer:
    """In this thread. Always answers: with what was asked for, or with an error envelope."""
    exchange = Exchange(service, request)
    service.counts.under_way += 1
    answer = drive_sync(_walk(exchange), run_coroutine)
    _finish(exchange, answer.status)
    return answer


async def answer_request_async(service: Service, request: PlainRequest) -> PlainAnswer:
    """In this event loop. Always answers, unless it is cancelled."""
    exchange = Exchange(service, request)
    service.counts.under_way += 1
    status = 499
    try:
        answer = await drive_async(_walk(exchange))
        status = answer.status
        return answer
    except asyncio.CancelledError:
        # Nobody waits for the answer, but what the run changed is stale all the same.
        spawn_task(invalidate_abandoned(exchange))
        raise
    finally:
        _finish(exchange, status)


def _walk(exchange: Exchange) -> Walk[PlainAnswer]:
    try:
        plan = yield from route(exchange)
        if plan.kind == "preflight":
            return encode_preflight(exchange, plan)
        exchange.step = "identify"
        caller = yield from identify(exchange, plan)
        if plan.kind == "session":
            return encode_session(exchange, csrf_token_of(exchange, caller))
        if plan.kind == "token":
            return encode_token(exchange, (yield from mint_token(exchange, caller)))
        if plan.kind == "bundle":
            return (yield from _walk_bundle(exchange, plan, caller))
        return (yield from _walk_function(exchange, plan, caller))
    except Exception as error:
        if exchange.claim is not None:
            yield from drop_claim(exchange, error)
        return (yield from _answer_failure(exchange, error))


def _walk_bundle(exchange: Exchange, plan: BundlePlan, caller: Caller) -> Walk[PlainAnswer]:
    service, selection = exchange.service, plan.selection
    facts = to_facts(exchange, caller)
    exchange.step = "guard"
    if service.rate_limit is not None:
        yield from limit_rate(None, selection.context.declared.name, facts)
    if not selection.context.is_open:
        yield from guard(selection.queries, facts, is_bundle=True)
    exchange.step = "decode"
    ready = decode_bundle(selection, plan.params, service)
    exchange.step = "read-cache"
    read = yield from read_bundle(exchange, plan, ready, facts)
    exchange.step = "encode"
    return encode_bundle(exchange, plan, read)


def _walk_function(exchange: Exchange, plan: CallPlan | ViewPlan, caller: Caller) -> Walk[PlainAnswer]:
    service, function = exchange.service, plan.function
    facts = to_facts(exchange, caller)
    exchange.step = "guard"
    if service.rate_limit is not None:
        yield from limit_rate(function.name, None, facts)
    if function.guard is not None:
        yield from guard((function,), facts, is_bundle=False)
    if plan.kind == "call" and plan.idempotency_key is not None:
        kept = yield from claim_run(exchange, plan)
        if kept is not None:
            return (yield from replay(exchange, kept))
        facts = to_facts(exchange, caller)
    exchange.step = "decode"
    ready = decode_call(function, plan.args) if plan.kind == "call" else decode_view(plan, service)
    exchange.step = "invoke"
    yield from caller.load()
    ran = yield from invoke_call(exchange, ready, facts, when_left=lambda: purge_late(exchange))
    exchange.step = "invalidate"
    if exchange.claim is not None:
        yield from keep_outcome(exchange, ran)
    effects = yield from invalidate(exchange, ran, plan.mounted if plan.kind == "call" else (), facts)
    exchange.step = "encode"
    if plan.kind == "view":
        return encode_view(exchange, ran, effects)
    return encode_call(exchange, ran.wire, ran.call.headers, effects)


def _answer_failure(exchange: Exchange, error: Exception) -> Walk[PlainAnswer]:
    failure = to_failure(error, FailurePlace(exchange.service, exchange.id, exchange.step, exchange.function))
    exchange.code = failure.code
    return encode_failure(exchange, failure, (yield from invalidate_failed(exchange)))


def _finish(exchange: Exchange, status: int) -> None:
    """Never raises."""
    service = exchange.service
    counts = service.counts
    counts.requests += 1
    counts.under_way -= 1
    if exchange.code is not None:
        counts.count_error(exchange.code)
    if service.log is None:
        return
    try:
        service.log(to_log_record(exchange, status))
    except Exception as error:
        service.report(ErrorReport(exchange.id, None, exchange.step, error))
