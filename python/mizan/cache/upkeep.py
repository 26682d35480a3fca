"""
The one thread of a cache: it renews the leases of long runs and delivers purges that a store did not take. It
lives while there is something to do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition, Thread


class Upkeep:
    def __init__(self, work: Callable[[], float | None]) -> None:
        """`work`: one round; it answers after how many seconds there is more, None when there is nothing."""
        self._work = work
        self._changed = Condition()
        self._thread: Thread | None = None
        self._due: float | None = None
        """Moment of the next round; None: nothing is to be done."""
        self._is_closed = False

    def start(self, wait_s: float) -> None:
        """A round comes after so many seconds, or earlier."""
        with self._changed:
            due = time.monotonic() + wait_s
            self._due = due if self._due is None else min(self._due, due)
            if self._thread is not None:
                self._changed.notify()
            elif not self._is_closed:
                self._thread = Thread(target=self._run, name="mizan-cache", daemon=True)
                self._thread.start()

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def _run(self) -> None:
        while self._await_round():
            wait_s = self._work()
            if wait_s is not None:
                self.start(wait_s)

    def _await_round(self) -> bool:
        with self._changed:
            while self._due is not None and not self._is_closed:
                left = self._due - time.monotonic()
                if left <= 0:
                    self._due = None
                    return True
                self._changed.wait(left)
            self._thread = None
            return False
