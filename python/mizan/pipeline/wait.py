"""
What a step may have to wait for. Steps are generators that yield these; a driver (drive.py) settles them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from mizan.cache.cache_wait import FlightWait, StoreCall

T = TypeVar("T")


class OverdueError(Exception):
    """The run deadline passed. `is_running`: in a thread that goes on."""

    def __init__(self, *, is_running: bool = False) -> None:
        super().__init__("the run deadline passed")
        self.is_running = is_running


@dataclass(slots=True)
class Run:
    """Code of the app. Sent back: what it returned; thrown back: what it raised."""

    function: Callable[..., Any]
    args: tuple[Any, ...] = ()
    is_async: bool = False
    """What it returns must be awaited; else an asynchronous driver gives it a thread of its own."""
    ends_at: float | None = None
    """Moment of `time.monotonic` when nobody waits any more: OverdueError is thrown back."""
    when_left: Callable[[], Walk[None]] | None = None
    """Walked when a thread ends that nobody waited for any more: a thread cannot be stopped."""


@dataclass(slots=True)
class RunAll:
    """Independent runs, side by side where the driver can. Sent back: one Settled for each, in order."""

    runs: Sequence[Run]


@dataclass(slots=True)
class Settled:
    value: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class WalkAll:
    """
    Independent walks. Sent back: the value of each, None for what did not end within the budget or raised.
    """

    walks: Sequence[Walk[Any]]
    budget_s: float
    on_error: Callable[[BaseException], None]


@dataclass(slots=True)
class Spawn:
    """A walk that nobody waits for: in a thread of its own, or as a task. It must not raise."""

    walk: Walk[None]
    around: Callable[[], AbstractContextManager[object]]
    """Of a thread: what the framework wants to be done when it ends."""


@dataclass(slots=True)
class Pause:
    seconds: float


Wait = Run | RunAll | WalkAll | Spawn | Pause | StoreCall | FlightWait | Awaitable[Any]
Walk = Generator[Wait, Any, T]
