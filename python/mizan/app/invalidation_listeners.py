"""Everybody in this process who keeps answers, told what became stale (SPEC.md, When)."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mizan.pipeline.service import ErrorReport, InvalidationEvent
from mizan.pipeline.wait import Run, RunAll, Walk

if TYPE_CHECKING:
    from mizan.pipeline.wait import Settled

InvalidationListener = Callable[[InvalidationEvent], Any]
"""May be asynchronous: the mutation's own refresh waits for it a while."""


class InvalidationListeners:
    def __init__(self, report: Callable[[ErrorReport], None], patience_ms: int) -> None:
        self._report = report
        self._patience_s = patience_ms / 1000
        # A new tuple for each change: whoever is being told sees no change.
        self._listeners: tuple[_Subscription, ...] = ()

    def subscribe(self, listener: InvalidationListener) -> Callable[[], None]:
        """What it returns ends the subscription."""
        subscription = _Subscription(listener)
        self._listeners = (*self._listeners, subscription)

        def end() -> None:
            self._listeners = tuple(one for one in self._listeners if one is not subscription)

        return end

    def purge(self, event: InvalidationEvent) -> Walk[bool]:
        """True when none of them failed or dallied. Never raises."""
        if not self._listeners:
            return True
        ends_at = time.monotonic() + self._patience_s
        runs = [Run(one.listener, (event,), one.is_async, ends_at) for one in self._listeners]
        settled: list[Settled] | Any = yield RunAll(runs)
        errors: list[BaseException] = [one.error for one in settled if one.error is not None]
        for error in errors:
            self._report(ErrorReport("-", None, "invalidate", error))
        return not errors


class _Subscription:
    """Its own object, so that one function subscribed twice is told twice."""

    __slots__ = ("is_async", "listener")

    def __init__(self, listener: InvalidationListener) -> None:
        self.listener = listener
        self.is_async = inspect.iscoroutinefunction(listener)
