"""
What an app does for edges before it: it tells them what became stale, and which of its callers' answers a
verified one may keep.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mizan import TargetDetail
from mizan.app.app_options import AppOptions
from mizan.app.create_app import create_app
from mizan.app.deliver_purges import EdgeTarget
from mizan.app.secrets import Secrets
from mizan.declare.declaration_errors import DeclarationErrors
from mizan.identity.key_id import key_id
from mizan.manifest.edge_signature import SignedRequest, is_signed_request, sign_request
from tests.pipeline import shop
from tests.pipeline.ask import Flavour, create_asker

EDGE_SECRET = "edge-secret-of-these-tests-0123456789"
KID = key_id(EDGE_SECRET)
SECRETS = Secrets(cache=shop.SECRET, edge=EDGE_SECRET)


@dataclass(slots=True)
class Edge:
    url: str
    statuses: list[int] = field(default_factory=list[int])
    """Answered in turn, then 204."""
    received: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """Signature, path, body."""
    came: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.received) >= count, timeout=10)

    def targets(self, index: int) -> object:
        return json.loads(self.received[index][2])["targets"]


@pytest.fixture
def edge() -> Iterator[Edge]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            with started.came:
                started.received.append((self.headers["Mizan-Signature"], self.path, body))
                status = started.statuses.pop(0) if started.statuses else 204
                started.came.notify_all()
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the signature of the base
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    started = Edge(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield started
    server.shutdown()
    server.server_close()


def with_edge(options: AppOptions, edge: Edge) -> AppOptions:
    return replace(options, secrets=SECRETS, edges=[EdgeTarget(edge.url)])


def test_a_mutation_tells_its_edges_before_it_is_answered(
    flavour: Flavour, options: AppOptions, edge: Edge
) -> None:
    ask = create_asker(flavour, with_edge(options, edge))
    answer = ask.call("rename", {"id": 1, "name": "Sofa"}, user="1")
    assert answer.status == 200
    signature, path, body = edge.received[0]
    assert path == "/_mizan/purge"
    signed = SignedRequest("POST", path, body)
    assert is_signed_request(signature, signed, {KID: EDGE_SECRET}, time.time())
    assert json.loads(body)["cause"] == answer.headers["x-mizan-cause"]
    assert edge.targets(0) == answer.headers["x-mizan-invalidate"].split(", ")


def test_an_edge_that_was_away_is_tried_again_with_everything_since(options: AppOptions, edge: Edge) -> None:
    edge.statuses.append(503)
    app = create_app(with_edge(options, edge))
    for item in (1, 2):
        app.invalidate(TargetDetail("item", params={"id": item}))
    edge.wait_for(2)
    assert edge.targets(0) == ["item;id=1"]
    assert edge.targets(1) == ["item;id=1", "item;id=2"]


def test_everything_where_the_targets_that_wait_are_too_many(options: AppOptions, edge: Edge) -> None:
    edge.statuses.append(503)
    app = create_app(with_edge(options, edge))
    for item in range(1100):
        app.invalidate(TargetDetail("item", params={"id": item}))
    edge.wait_for(2)
    assert edge.targets(1) == "*"


def test_a_verified_edge_alone_may_keep_what_a_known_caller_read(
    flavour: Flavour, options: AppOptions
) -> None:
    ask = create_asker(flavour, replace(options, secrets=SECRETS))

    def read(path: str, *, user: str | None = "1", now_s: float | None = None) -> str | None:
        request = SignedRequest("GET", f"/api/mizan/ctx/{path}", "")
        header = sign_request(request, KID, EDGE_SECRET, now_s or time.time())
        return ask.get(path, user=user, headers={"mizan-signature": header}).headers.get("mizan-edge")

    assert read("mine/") == "keep"
    assert read("mine/", now_s=time.time() - 301) is None
    assert read("mine/", user=None) is None
    assert read("item/?id=1") is None
    assert ask.get("mine/", user="1").headers.get("mizan-edge") is None


def test_edges_need_a_secret_and_a_url(options: AppOptions) -> None:
    with pytest.raises(DeclarationErrors, match=r"edges need secrets\.edge"):
        create_app(replace(options, edges=[EdgeTarget("https://edge.test")]))
    with pytest.raises(DeclarationErrors, match="is no edge"):
        create_app(replace(options, secrets=SECRETS, edges=[EdgeTarget("edge.test")]))
