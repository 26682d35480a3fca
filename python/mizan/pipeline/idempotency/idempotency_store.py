"""
Where outcomes of mutations are kept, so that a lost answer can be asked for again (SPEC.md, Idempotency).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from mizan.json.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """All three together are the key."""

    identity: str
    """OWN of `X-Mizan-Identity`."""
    function: str
    key: str
    """`Idempotency-Key`: 1–128 visible ASCII characters."""


@dataclass(frozen=True, slots=True)
class IdempotencyClaim:
    hash: str
    """Of function and arguments."""
    keep_ms: int
    lease_ms: int


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    hash: str
    outcome: JsonObject | None
    """
    Plain JSON, for a store to keep as it likes: `result`, `targets` (with `own` and hidden ones: never for
    clients) and
    `cause`, or `status`, `error` and `cause`. None while the run goes on.
    """


class IdempotencyStore(ABC):
    """
    A store that raises before the run makes the answer UNAVAILABLE; nothing ran then. Called by the threads
    that run functions.
    """

    in_transaction: bool = False
    """
    True: `finish` of a success is called inside the mutation's transaction, and must write by its connection;
    the
    record is there exactly when the mutation is. Otherwise it is called after the commit: at least once.
    """

    @abstractmethod
    def begin(self, key: IdempotencyKey, claim: IdempotencyClaim) -> IdempotencyRecord | None:
        """
        Takes the key for a run that begins now and answers None, or answers what has it: one atomic step,
        whoever asks
        at the same time. A record older than its `keep_ms` is none; one without an outcome older than its
        `lease_ms`
        is one whose process died, and may be taken over.
        """

    @abstractmethod
    def finish(self, key: IdempotencyKey, outcome: JsonObject) -> None:
        """The run ended, and this is what a replay answers."""

    @abstractmethod
    def release(self, key: IdempotencyKey) -> None:
        """The run ended, and nothing is kept: the key is free, unless it has an outcome."""
