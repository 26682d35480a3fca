"""Outcomes in the memory of one process: bounded, gone with it. At least once, not exactly once."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from mizan.json.json_value import JsonObject
from mizan.json.parse_json import parse_json
from mizan.json.print_json import print_json
from mizan.pipeline.idempotency.idempotency_store import (
    IdempotencyClaim,
    IdempotencyKey,
    IdempotencyRecord,
    IdempotencyStore,
)


@dataclass(frozen=True, slots=True)
class _Ended:
    hash: str
    expires_at_ms: float
    text: str
    """JSON of the outcome."""


class MemoryIdempotencyStore(IdempotencyStore):
    def __init__(
        self,
        *,
        max_chars: int = 16_777_216,
        max_records: int = 10_000,
        now_ms: Callable[[], float] = lambda: time.time() * 1000,
    ) -> None:
        """`max_chars`: of all kept outcomes together; the oldest go first."""
        self._max_chars = max_chars
        self._max_records = max_records
        self._now_ms = now_ms
        self._lock = threading.Lock()
        # Runs that go on are never evicted, and there are no more of them than requests under way.
        self._running: dict[IdempotencyKey, IdempotencyClaim] = {}
        self._ended: OrderedDict[IdempotencyKey, _Ended] = OrderedDict()
        self._chars = 0

    def begin(self, key: IdempotencyKey, claim: IdempotencyClaim) -> IdempotencyRecord | None:
        with self._lock:
            running = self._running.get(key)
            if running is not None:
                return IdempotencyRecord(running.hash, None)
            ended = self._ended.get(key)
            if ended is not None and ended.expires_at_ms > self._now_ms():
                return IdempotencyRecord(ended.hash, _parse(ended.text))
            self._forget(key)
            self._running[key] = claim
            return None

    def finish(self, key: IdempotencyKey, outcome: JsonObject) -> None:
        text = print_json(outcome)
        with self._lock:
            running = self._running.pop(key, None)
            if running is None:
                return
            self._ended[key] = _Ended(running.hash, self._now_ms() + running.keep_ms, text)
            self._chars += len(text)
            self._evict()

    def release(self, key: IdempotencyKey) -> None:
        with self._lock:
            self._running.pop(key, None)

    def _evict(self) -> None:
        now_ms = self._now_ms()
        for key, ended in list(self._ended.items()):
            is_over = len(self._ended) > self._max_records or self._chars > self._max_chars
            if not is_over and ended.expires_at_ms > now_ms:
                return
            self._forget(key)

    def _forget(self, key: IdempotencyKey) -> None:
        ended = self._ended.pop(key, None)
        if ended is not None:
            self._chars -= len(ended.text)


def _parse(text: str) -> JsonObject:
    value = parse_json(text)
    return value if isinstance(value, dict) else {}
