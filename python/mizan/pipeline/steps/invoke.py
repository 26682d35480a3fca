"""Invoke: runs handlers, mutations inside the app's transaction (SPEC.md, When; Failures)."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mizan.pipeline.cache.mutation_lease import take_lease
from mizan.pipeline.cache.needs_primary import NEEDS_PRIMARY
from mizan.pipeline.exchange import MutationRun
from mizan.pipeline.failure import Failure, FailurePlace, is_refusal, to_failure
from mizan.pipeline.idempotency.claim import keep_in_transaction
from mizan.pipeline.refuse import refuse
from mizan.pipeline.run_call import RunCall
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.wait import OverdueError, Run, RunAll, Settled, Walk

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mizan.errors.call_error import CallError
    from mizan.json.json_value import JsonValue
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.run_call import CallFacts
    from mizan.pipeline.service import TransactionHook
    from mizan.pipeline.steps.decode import Ready
    from mizan.registry.registry import RegisteredFunction

    Transaction = AbstractContextManager[object] | AbstractAsyncContextManager[object]


@dataclass(slots=True)
class Ran:
    """A run that succeeded."""

    ready: Ready
    call: RunCall
    result: Any
    """As the handler returned it."""
    wire: JsonValue
    """The result as JSON; None where the result is a view's response."""
    before: Sequence[Any] = ()
    """What the `before` part of each effect returned, by its place in `affects`."""
    is_rolled_back: bool = False
    """The handler itself asked its transaction not to commit."""


@dataclass(slots=True)
class QueryFailure:
    name: str
    failure: Failure
    error: BaseException
    """As it was raised."""


QueryOutcome = Ran | QueryFailure


def invoke_call(
    exchange: Exchange, ready: Ready, facts: CallFacts, *, when_left: Callable[[], Walk[None]] | None = None
) -> Walk[Ran]:
    """
    A query or a mutation that was called. `when_left` is walked when a mutation ends that nobody waits for
    any more.
    """
    function = ready.function
    call = RunCall(function, facts)
    before = NEEDS_PRIMARY.get()
    try:
        if function.kind == "query":
            return (yield from _run(ready, call, facts))
        exchange.mutation = MutationRun(function, ready.normal)
        NEEDS_PRIMARY.set(True)
        transaction = facts.service.transaction
        if transaction is None:
            call.when_left = when_left
            # Somebody else commits, at any moment of the run.
            yield from take_lease(exchange, exchange.mutation)
            return (yield from _invoke_bare(exchange.mutation, call, (ready, facts)))
        return (yield from _invoke_inside(transaction, exchange, (call, ready, facts)))
    except OverdueError:
        raise overdue(facts, function) from None
    finally:
        NEEDS_PRIMARY.set(before)


def invoke_queries(ready: Sequence[Ready], facts: CallFacts, ends_at: float) -> Walk[list[QueryOutcome]]:
    """Side by side where that is possible; one that fails leaves its neighbours alone."""
    calls = [RunCall(one.function, facts) for one in ready]
    runs: list[Run] = []
    for one, call in zip(ready, calls, strict=True):
        runs.append((yield from _to_run(one, call, ends_at)))
    settled: Any = yield RunAll(runs)
    return [
        _to_outcome(one, call, outcome, facts)
        for one, call, outcome in zip(ready, calls, settled, strict=True)
    ]


def overdue(facts: CallFacts, function: RegisteredFunction | None) -> CallError:
    """Says in the log what the client is told more briefly."""
    error = refuse("UNAVAILABLE", "the function did not end in time")
    facts.service.report(ErrorReport(facts.id, None if function is None else function.name, "invoke", error))
    return error


def _to_outcome(ready: Ready, call: RunCall, settled: Settled, facts: CallFacts) -> QueryOutcome:
    function = ready.function
    error = settled.error
    if error is None:
        try:
            return Ran(ready, call, settled.value, function.encode_result(settled.value))
        except Exception as misfit:
            error = misfit
    if isinstance(error, OverdueError):
        error = overdue(facts, function)
    place = FailurePlace(facts.service, facts.id, "invoke", function)
    return QueryFailure(function.name, to_failure(error, place), error)


def _invoke_bare(mutation: MutationRun, call: RunCall, parts: tuple[Ready, CallFacts]) -> Walk[Ran]:
    ready, facts = parts
    try:
        ran = yield from _run(ready, call, facts)
    except Exception as error:
        if isinstance(error, OverdueError) and error.is_running:
            raise
        mutation.state = "unchanged" if is_refusal(error, ready.function) else "uncertain"
        if mutation.state == "uncertain":
            mutation.named = call.named
        raise
    mutation.state = "changed"
    return ran


def _invoke_inside(
    hook: TransactionHook, exchange: Exchange, parts: tuple[RunCall, Ready, CallFacts]
) -> Walk[Ran]:
    """
    Commits when the run succeeded. What leaving the transaction raises says that nobody knows what became of
    it.
    """
    call, ready, facts = parts
    mutation = exchange.mutation or MutationRun(ready.function, ready.normal)
    transaction = hook(ready.function)
    mutation.state = "unchanged"
    yield from _enter(transaction)
    mutation.state = "running"
    try:
        ran = yield from _run(ready, call, facts)
        yield from keep_in_transaction(exchange, ran)
        mutation.named = call.named
        yield from take_lease(exchange, mutation)
    except BaseException as error:
        is_known = is_refusal(error, ready.function)
        mutation.state = "unchanged" if is_known else "uncertain"
        try:
            is_kept = yield from _leave(transaction, error)
        except BaseException as other:
            if other is not error:
                raise error from other
            is_kept = False
        if not is_kept:
            mutation.state = "unchanged"
        raise
    mutation.state = "uncertain"
    yield from _leave(transaction, None)
    ran.is_rolled_back = getattr(transaction, "is_rolled_back", False) is True
    mutation.state = "unchanged" if ran.is_rolled_back else "changed"
    return ran


def _run(ready: Ready, call: RunCall, facts: CallFacts) -> Walk[Ran]:
    """`before` parts, handler, result as JSON: what a transaction takes back when any of it fails."""
    function = ready.function
    before: list[Any] = []
    if any(affect.before is not None for affect in function.affects):
        for affect in function.affects:
            value = None
            if affect.before is not None:
                is_async = inspect.iscoroutinefunction(affect.before)
                value = yield Run(affect.before, (ready.value, call), is_async, facts.ends_at)
            before.append(value)
    result: Any = yield (yield from _to_run(ready, call, facts.ends_at))
    if function.kind == "mutation" and time.monotonic() > facts.ends_at:
        # A thread cannot be stopped; what it did too late is taken back where there is a transaction.
        raise OverdueError
    wire = None if function.route is not None else function.encode_result(result)
    return Ran(ready, call, result, wire, before)


def _to_run(ready: Ready, call: RunCall, ends_at: float) -> Walk[Run]:
    function, service = ready.function, call.service
    args = ready.value
    if function.injected and service.inject is not None:
        injected: Any = yield Run(service.inject.function, (function, call), service.inject.is_async, ends_at)
        args = {**args, **injected}
    first = call if function.receives == "call" else service.to_handler_request(function, call)
    return Run(function.invoke, (first, args), function.is_async, ends_at, call.when_left)


def _enter(transaction: Transaction) -> Walk[None]:
    if isinstance(transaction, AbstractAsyncContextManager):
        yield Run(transaction.__aenter__, (), is_async=True)
    else:
        yield Run(transaction.__enter__)


def _leave(transaction: Transaction, error: BaseException | None) -> Walk[bool]:
    """True: it took the error for its own, and did not roll back."""
    parts = (None, None, None) if error is None else (type(error), error, error.__traceback__)
    if isinstance(transaction, AbstractAsyncContextManager):
        is_kept: object = yield Run(transaction.__aexit__, parts, is_async=True)
    else:
        is_kept = yield Run(transaction.__exit__, parts)
    return is_kept is True
