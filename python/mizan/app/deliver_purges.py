"""Signed purge calls to edges, so that a mutation that did not pass an edge reaches it (SPEC.md, EDGE-6)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mizan.generated.headers import HEADER_SIGNATURE
from mizan.generated.limits import MAX_PURGE_BYTES
from mizan.manifest.edge_signature import SignedRequest, sign_request
from mizan.targets.encode_target import encode_target

if TYPE_CHECKING:
    from mizan.identity.key_ring import SecretKey
    from mizan.pipeline.service import InvalidationEvent

_MAX_WAITING = 1000
"""Targets that wait for one edge; more become everything."""
_TRY_S = 5.0
_FIRST_BACKOFF_S = 0.25
_LONGEST_BACKOFF_S = 30.0
_PATH = "/_mizan/purge"


@dataclass(frozen=True, slots=True)
class EdgeTarget:
    """An edge before this app that keeps its answers."""

    url: str
    """Where it answers: `https://www.example`. Purge calls go to `/_mizan/purge` there."""


class PurgeDelivery:
    def __init__(
        self,
        edges: Sequence[EdgeTarget],
        secret: SecretKey,
        report: Callable[[Exception], None],
        patience_s: float,
    ) -> None:
        """`report` is told once when an edge begins to fail."""
        self._queues = [_EdgeQueue(edge.url, secret, report) for edge in edges]
        self._patience_s = patience_s

    def deliver(self, event: InvalidationEvent) -> None:
        """
        Returns when every edge that is well took it, or `patience_s` later. One that is away gets it with the
        next try; nobody waits for that.
        """
        texts = [encode_target(replace(target, function=None)) for target in event.targets]
        ends_at = time.monotonic() + self._patience_s
        for taken in [queue.add(texts, event.cause or "") for queue in self._queues]:
            if taken is not None:
                taken.wait(max(0.0, ends_at - time.monotonic()))


class _EdgeQueue:
    """One thread an edge, begun with the first target: a server forks before that."""

    def __init__(self, url: str, secret: SecretKey, report: Callable[[Exception], None]) -> None:
        self._url = url
        self._secret = secret
        self._report = report
        self._changed = threading.Condition()
        self._waiting: dict[str, None] | None = {}
        """Header texts; None stands for everything."""
        self._cause = ""
        self._taken = threading.Event()
        self._is_away = False
        self._thread: threading.Thread | None = None

    def add(self, texts: Sequence[str], cause: str) -> threading.Event | None:
        """What is set when they were taken; None where the edge is away."""
        with self._changed:
            if self._waiting is not None:
                self._waiting.update(dict.fromkeys(texts))
                if len(self._waiting) > _MAX_WAITING:
                    self._waiting = None
            self._cause = cause
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="mizan-edge", daemon=True)
                self._thread.start()
            self._changed.notify()
            return None if self._is_away else self._taken

    def _run(self) -> None:
        backoff_s = _FIRST_BACKOFF_S
        while True:
            with self._changed:
                while self._waiting == {}:
                    self._changed.wait()
                sent, taken, cause = self._waiting, self._taken, self._cause
                self._waiting, self._taken = {}, threading.Event()
            try:
                self._send(sent, cause)
            except Exception as error:
                self._fail(sent, error)
                taken.set()
                time.sleep(backoff_s)
                backoff_s = min(backoff_s * 2, _LONGEST_BACKOFF_S)
            else:
                self._is_away = False
                taken.set()
                backoff_s = _FIRST_BACKOFF_S

    def _fail(self, sent: dict[str, None] | None, error: Exception) -> None:
        with self._changed:
            self._waiting = None if sent is None or self._waiting is None else {**sent, **self._waiting}
            was_away, self._is_away = self._is_away, True
        if not was_away:
            self._report(error)

    def _send(self, targets: dict[str, None] | None, cause: str) -> None:
        now = time.time()
        at = int(now * 1000)
        body = json.dumps({"targets": "*" if targets is None else list(targets), "cause": cause, "at": at})
        if len(body) > MAX_PURGE_BYTES:
            body = json.dumps({"targets": "*", "cause": cause, "at": at})
        signed = SignedRequest("POST", _PATH, body)
        signature = sign_request(signed, self._secret.kid, self._secret.secret, now)
        parts = urlsplit(self._url)
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = connect(parts.netloc, timeout=_TRY_S)
        try:
            headers = {"Content-Type": "application/json", HEADER_SIGNATURE: signature}
            connection.request("POST", _PATH, body.encode(), headers)
            status = connection.getresponse().status
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise ConnectionError(f"the edge {self._url} answered a purge call with {status}")
