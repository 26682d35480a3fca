"""
Keeps a process from forking while a thread is inside SQLite: its mutexes, and what it believes of the locks
that the process holds, would be copied into the child, which then waits for nobody.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Condition

_PATIENCE_S = 5
"""A fork waits so long for those who are inside; a statement takes milliseconds."""


class ForkGate:
    def __init__(self, close: Callable[[], None], begin: Callable[[], None]) -> None:
        """`close`: nobody is inside, the process is about to fork. `begin`: in the child, at its start."""
        self._close = close
        self._begin = begin
        self._reset()
        os.register_at_fork(before=self._shut, after_in_parent=self._open, after_in_child=self._start)

    @contextmanager
    def inside(self) -> Generator[None]:
        with self._changed:
            while self._is_shut:
                self._changed.wait()
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def _shut(self) -> None:
        with self._changed:
            self._is_shut = True
            if self._changed.wait_for(lambda: self._count == 0, _PATIENCE_S):
                self._close()

    def _open(self) -> None:
        with self._changed:
            self._is_shut = False
            self._changed.notify_all()

    def _start(self) -> None:
        self._reset()
        self._begin()

    def _reset(self) -> None:
        self._changed = Condition()
        self._is_shut = False
        self._count = 0
