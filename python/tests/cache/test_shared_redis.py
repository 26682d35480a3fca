"""
Servers of three kinds on one Redis, each a process of its own: what one fills the others read, and what one
changes is at once unreadable for the others (SPEC.md, CACHE-24).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest

from tests.cache.redis_server import RedisServer

ROOT = Path(__file__).parents[3]
COMMANDS: Mapping[str, tuple[Path, list[str]]] = {
    "typescript": (ROOT, ["node", "--conditions=mizan-source", "protocol/fixture/typescript/serve.ts"]),
    "django": (ROOT / "python", [sys.executable, "-m", "fixture.django_site.serve"]),
    "fastapi": (ROOT / "python", [sys.executable, "-m", "fixture.fastapi_site.serve"]),
}


@dataclass(slots=True)
class Said:
    mark: str | None
    text: str
    etag: str | None


class Server:
    def __init__(self, name: str, store: str) -> None:
        folder, words = COMMANDS[name]
        # Patient: on a busy machine nobody does without the store.
        settings = {"cacheStore": store, "cacheTimeoutMs": 5000}
        environment = {**os.environ, "FIXTURE_SETTINGS": json.dumps(settings)}
        self._process = subprocess.Popen(
            words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("listening on "), f"{name} did not start"
        self._url = line.removeprefix("listening on ").strip()

    def get(self, path: str, **headers: str) -> Said:
        return self._send("GET", f"/api/mizan/ctx/{path}", None, headers)

    def call(self, name: str, args: Mapping[str, object], **headers: str) -> Said:
        body = json.dumps({"fn": name, "args": args}).encode()
        return self._send("POST", "/api/mizan/call/", body, {**headers, "Content-Type": "application/json"})

    def reset(self) -> None:
        self._send("POST", "/fixture/reset", b"", {})

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Said:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"{self._url}{path}", body, named, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read().decode()
            return Said(answer.headers.get("X-Mizan-Cache"), text, answer.headers.get("ETag"))


@pytest.fixture(scope="module")
def servers(redis_server: RedisServer) -> Iterator[Mapping[str, Server]]:
    assert shutil.which("node") is not None, "the server in TypeScript needs node"
    running: dict[str, Server] = {}
    try:
        for name in COMMANDS:
            running[name] = Server(name, redis_server.url)
        yield running
    finally:
        for server in running.values():
            server.close()


@pytest.fixture(autouse=True)
def begin(servers: Mapping[str, Server]) -> None:
    for server in servers.values():
        server.reset()


@pytest.mark.parametrize(("filler", "other"), list(permutations(COMMANDS, 2)))
def test_what_one_fills_the_other_reads_until_it_changes_it(
    servers: Mapping[str, Server], filler: str, other: str
) -> None:
    one, two = servers[filler], servers[other]
    filled = one.get("user/?user_id=1")
    assert filled.mark == "miss"
    found = two.get("user/?limit=20&user_id=1")
    assert (found.mark, found.text, found.etag) == ("hit", filled.text, filled.etag)
    two.call("update_profile", {"user_id": 1, "name": "Grace"}, X_Fixture_User="1")
    assert one.get("user/?user_id=1").mark == "miss"


@pytest.mark.parametrize(("filler", "other"), list(permutations(COMMANDS, 2)))
def test_callers_and_inputs_are_the_same_to_both(
    servers: Mapping[str, Server], filler: str, other: str
) -> None:
    one, two = servers[filler], servers[other]
    prices = {"X_Fixture_Currency": "usd", "X_Fixture_Tenant": "north"}
    assert one.get("prices/?product=tea", **prices).mark == "miss"
    assert two.get("prices/?product=tea", **prices).mark == "hit"
    assert two.get("prices/?product=tea").mark == "miss"
    for name in ("1", "2"):
        assert one.get("me/", X_Fixture_User=name).mark == "miss"
        assert two.get("me/", X_Fixture_User=name).mark == "hit"
    two.call("save_theme", {"theme": "dark"}, X_Fixture_User="1")
    assert one.get("me/", X_Fixture_User="1").mark == "miss"
    assert one.get("me/", X_Fixture_User="2").mark == "hit"


def test_a_purge_is_one_for_all(servers: Mapping[str, Server]) -> None:
    for server in servers.values():
        server.get("wide/?a=1&b=2&c=3&d=4")
    assert {server.get("wide/?a=1&b=2&c=3&d=4").mark for server in servers.values()} == {"hit"}
    servers["django"].call("wide_touch", {"b": "2", "d": "4"})
    assert [server.get("wide/?a=1&b=2&c=3&d=4").mark for server in servers.values()] == [
        "miss",
        "hit",
        "hit",
    ]
