"""
Drives the walk of a request: once for servers of threads, once for servers of an event loop. Only here
`invoke` has two flavours.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any, TypeVar

from mizan.cache.cache_wait import FlightWait, StoreCall
from mizan.pipeline.wait import OverdueError, Pause, Run, RunAll, Settled, Spawn, Wait, Walk, WalkAll

T = TypeVar("T")

Await = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs a coroutine to its end and returns what it returned."""


def drive_sync(walk: Walk[T], run_coroutine: Await) -> T:
    """
    Synchronous code runs here and now, in this thread; `run_coroutine` finds an event loop for the other.
    """
    try:
        wait = next(walk)
        while True:
            try:
                value = _settle_sync(wait, run_coroutine)
            except BaseException as error:  # thrown back to whoever waits, who decides
                wait = walk.throw(error)
            else:
                wait = walk.send(value)
    except StopIteration as end:
        return end.value


async def drive_async(walk: Walk[T]) -> T:
    """Synchronous code gets a thread, so that it holds up nobody."""
    try:
        wait = next(walk)
        while True:
            try:
                value = await _settle_async(wait)
            except BaseException as error:  # thrown back to whoever waits, who decides
                wait = walk.throw(error)
            else:
                wait = walk.send(value)
    except StopIteration as end:
        return end.value


def spawn_task(walk: Walk[None]) -> None:
    """In the running event loop; nobody waits for it, and it must not raise."""
    _keep_task(drive_async(walk))


def run_in_new_loop(coroutine: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 -- whatever the app's code returns
    """For callers outside of any event loop."""
    return asyncio.run(coroutine)


def _settle_sync(wait: Wait, run_coroutine: Await) -> object:
    if isinstance(wait, Run):
        if wait.is_async:
            return run_coroutine(_await_run(wait))
        value = wait.function(*wait.args)
        return run_coroutine(_within(_awaitable(value), wait.ends_at)) if _is_awaitable(value) else value
    if isinstance(wait, RunAll):
        return _run_all_sync(wait.runs, run_coroutine)
    if isinstance(wait, WalkAll):
        return _walk_all_sync(wait, run_coroutine)
    if isinstance(wait, StoreCall):
        return getattr(wait.store, wait.method)(*wait.args)
    if isinstance(wait, FlightWait):
        return wait.flight.wait(wait.ends_at)
    if isinstance(wait, Spawn):
        return _spawn_thread(wait, run_coroutine)
    if isinstance(wait, Pause):
        return time.sleep(wait.seconds)
    return run_coroutine(_within(wait, None))


def _spawn_thread(wait: Spawn, run_coroutine: Await) -> None:
    def work() -> None:
        with wait.around():
            drive_sync(wait.walk, run_coroutine)

    Thread(target=work, name="mizan-background", daemon=True).start()


def _run_all_sync(runs: Sequence[Run], run_coroutine: Await) -> list[Settled]:
    """
    Those for an event loop go side by side; the others one after the other, because their connections belong
    to this thread.
    """
    settled: list[Settled] = []
    for run in runs:
        if run.is_async:
            settled.append(Settled())
            continue
        try:
            settled.append(Settled(_settle_sync(run, run_coroutine)))
        except Exception as error:
            settled.append(Settled(error=error))
    waiting = [(place, run) for place, run in zip(settled, runs, strict=True) if run.is_async]
    if waiting:
        outcomes = run_coroutine(_gather([run for _, run in waiting]))
        for (place, _), outcome in zip(waiting, outcomes, strict=True):
            place.value, place.error = outcome.value, outcome.error
    return settled


def _walk_all_sync(wait: WalkAll, run_coroutine: Await) -> list[Any]:
    ends_at = time.monotonic() + wait.budget_s
    values: list[Any] = []
    for walk in wait.walks:
        value = None
        if time.monotonic() < ends_at:
            try:
                value = drive_sync(walk, run_coroutine)
            except Exception as error:
                wait.on_error(error)
        else:
            walk.close()
        # What came too late is as good as nothing: the client was promised an answer by now.
        values.append(value if time.monotonic() < ends_at else None)
    return values


async def _settle_async(wait: Wait) -> object:
    if isinstance(wait, Run):
        return await _await_run(wait)
    if isinstance(wait, RunAll):
        return await _gather(wait.runs)
    if isinstance(wait, WalkAll):
        return await _walk_all_async(wait)
    if isinstance(wait, StoreCall):
        return await _ask_store(wait)
    if isinstance(wait, FlightWait):
        return await _await_flight(wait)
    if isinstance(wait, Spawn):
        return _keep_task(drive_async(wait.walk))
    if isinstance(wait, Pause):
        return await asyncio.sleep(wait.seconds)
    return await wait


async def _ask_store(wait: StoreCall) -> object:
    ends_at = time.monotonic() + wait.timeout_s
    twin = wait.store.for_event_loops
    if twin is not None:
        return await _within(getattr(twin, wait.method)(*wait.args), ends_at)
    loop = asyncio.get_running_loop()
    asked = loop.run_in_executor(_STORE_THREADS.get(), getattr(wait.store, wait.method), *wait.args)
    # A thread cannot be stopped; whether its step took place is as open as when a connection breaks.
    asked.add_done_callback(_look_at)
    return await _within(asyncio.shield(asked), ends_at)


async def _await_flight(wait: FlightWait) -> object:
    try:
        return await _within(asyncio.shield(asyncio.wrap_future(wait.flight.future)), wait.ends_at)
    except OverdueError:
        return None


async def _gather(runs: Sequence[Run]) -> list[Settled]:
    async def settle(run: Run) -> Settled:
        try:
            return Settled(await _await_run(run))
        except Exception as error:
            return Settled(error=error)

    if len(runs) == 1:
        return [await settle(runs[0])]
    return list(await asyncio.gather(*(settle(run) for run in runs)))


async def _walk_all_async(wait: WalkAll) -> list[Any]:
    tasks = [asyncio.ensure_future(drive_async(walk)) for walk in wait.walks]
    if not tasks:
        return []
    _, late = await asyncio.wait(tasks, timeout=wait.budget_s)
    for task in late:
        task.cancel()
    values: list[Any] = []
    for task in tasks:
        value = None
        if task not in late:
            error = task.exception()
            if error is None:
                value = task.result()
            else:
                wait.on_error(error)
        values.append(value)
    return values


async def _await_run(run: Run) -> object:
    if run.is_async:
        return await _within(run.function(*run.args), run.ends_at)
    value = await _run_in_thread(run)
    return await _within(_awaitable(value), run.ends_at) if _is_awaitable(value) else value


async def _run_in_thread(run: Run) -> object:
    thread = asyncio.ensure_future(asyncio.to_thread(run.function, *run.args))
    try:
        return await _within(asyncio.shield(thread), run.ends_at)
    except OverdueError:
        thread.add_done_callback(lambda _: _walk_on(run))
        raise OverdueError(is_running=True) from None
    except asyncio.CancelledError:
        thread.add_done_callback(lambda _: _walk_on(run))
        raise


def _walk_on(run: Run) -> None:
    if run.when_left is not None:
        _keep_task(drive_async(run.when_left()))


def _keep_task(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


_TASKS: set[asyncio.Future[None]] = set()
"""An event loop holds its tasks weakly."""


def _look_at(done: asyncio.Future[Any]) -> None:
    """What it raised after nobody waited any more is no news."""
    if not done.cancelled():
        done.exception()


class _StoreThreads:
    """
    For stores without methods of their own for event loops: few, and none of those that run the app's code,
    so that slow functions do not make the cache late.
    """

    def __init__(self) -> None:
        self._executor: ThreadPoolExecutor | None = None
        os.register_at_fork(after_in_child=self._forget)

    def get(self) -> ThreadPoolExecutor:
        if self._executor is None:
            self._executor = ThreadPoolExecutor(_MAX_STORE_THREADS, "mizan-store")
        return self._executor

    def _forget(self) -> None:
        self._executor = None


_MAX_STORE_THREADS = 4
_STORE_THREADS = _StoreThreads()


def _is_awaitable(value: object) -> bool:
    return isinstance(value, Awaitable)


def _awaitable(value: Any) -> Awaitable[Any]:  # noqa: ANN401
    """For the type checker, which knows nothing of what an app returns: whoever calls this has looked."""
    return value


async def _within(work: Awaitable[T], ends_at: float | None) -> T:
    if ends_at is None:
        return await work
    scope = asyncio.timeout(max(0.0, ends_at - time.monotonic()))
    try:
        async with scope:
            return await work
    except TimeoutError:
        if scope.expired():
            raise OverdueError from None
        raise
