"""One computation at a time among threads and tasks (SPEC.md, CACHE-20); processes that fork share nothing."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mizan.cache.memory_cache_store import MemoryCacheStore
from mizan.cache.store_file import StoreFile
from tests.cache.redis_server import RedisServer
from tests.cache.shelf import Request, Said, Site, reset_world, world
from tests.cache.store_bench import StoreBench

_PATIENCE_S = 20
_READERS = 8


def test_threads_who_ask_together_get_one_run(bench: StoreBench) -> None:
    reset_world()
    site = Site(bench.connect(), "sync", timeout_ms=2000)
    others_ask = threading.Event()
    world.in_shelf = lambda: others_ask.wait(_PATIENCE_S)
    answers: list[Said] = []
    threads = [
        threading.Thread(target=lambda: answers.append(site.get("shelf/?book=1"))) for _ in range(_READERS)
    ]
    for thread in threads:
        thread.start()
    while site.counts.miss < _READERS:
        pass
    others_ask.set()
    for thread in threads:
        thread.join()
    assert world.runs == 1
    assert {answer.mark for answer in answers} == {"miss"}
    assert len({answer.text for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1


def test_tasks_who_ask_together_get_one_run() -> None:
    reset_world()
    site = Site(MemoryCacheStore(), "async")
    others_ask = threading.Event()
    world.in_shelf = lambda: others_ask.wait(_PATIENCE_S)

    async def ask() -> None:
        asked = [asyncio.ensure_future(_get(site, "shelf/?book=1")) for _ in range(_READERS)]
        while site.counts.miss < _READERS:
            await asyncio.sleep(0)
        others_ask.set()
        assert len({await one for one in asked}) == 1

    asyncio.run(ask())
    assert world.runs == 1


@pytest.mark.parametrize("at", ["request", "user"])
def test_what_is_one_readers_alone_is_given_to_no_other(at: str) -> None:
    reset_world()
    site = Site(MemoryCacheStore(), "sync")
    both = threading.Barrier(2, timeout=_PATIENCE_S)
    look_up = site.app.service.cache.look_up  # type: ignore[union-attr]

    def together(asked: object) -> object:
        both.wait()
        return look_up(asked)  # type: ignore[arg-type]

    site.app.service.cache.look_up = together  # type: ignore[union-attr,method-assign,assignment]
    answers: dict[str, str] = {}

    def ask(user: str) -> None:
        answers[user] = site.get(f"open/?at={at}", user=user, x_any=user).text

    threads = [threading.Thread(target=ask, args=(user,)) for user in ("ada", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if at == "request":
        assert answers == {"ada": '{"looks":"ada"}', "bob": '{"looks":"bob"}'}
    assert world.runs == 2


def test_a_reader_who_asks_after_a_purge_joins_no_run_that_began_before() -> None:
    reset_world()
    site = Site(MemoryCacheStore(), "sync")
    is_running, may_end = threading.Event(), threading.Event()

    def wait() -> None:
        is_running.set()
        may_end.wait(_PATIENCE_S)

    world.in_shelf = wait
    early: list[Said] = []
    thread = threading.Thread(target=lambda: early.append(site.get("shelf/?book=1")))
    thread.start()
    assert is_running.wait(_PATIENCE_S)
    world.in_shelf = None
    site.call("rename", {"book": 1, "title": "Persuasion"})
    assert site.get("shelf/?book=1").body["shelf"] == "Persuasion"
    may_end.set()
    thread.join()
    assert early[0].body["shelf"] == "Emma"
    assert site.get("shelf/?book=1").body["shelf"] == "Persuasion"


@pytest.mark.parametrize("kind", ["memory", "sqlite", "redis"])
def test_a_forked_worker_shares_no_connection_and_no_memory(
    kind: str, tmp_path: Path, redis_server: RedisServer
) -> None:
    """As gunicorn does with `preload_app`: the app is made, and used, before the fork."""
    url = {"memory": "memory", "sqlite": f"sqlite://{tmp_path}/cache.sqlite3", "redis": redis_server.url}[
        kind
    ]
    words = [sys.executable, "-m", "tests.cache.forked", url]
    said = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    is_shared = kind != "memory"
    assert json.loads(said.stdout) == {
        "child begins": "hit" if is_shared else "miss",
        "child after its own mutation": ["miss", "Persuasion"],
        "parent after the child's mutation": "Persuasion" if is_shared else "Emma",
        "versions differ": True,
        "problems": [],
    }


def test_a_process_forks_between_the_steps_of_its_threads(tmp_path: Path) -> None:
    """The library would take the lock of a step that goes on in the parent for one that the child holds."""
    file = StoreFile(tmp_path / "cache.sqlite3", busy_timeout_ms=1)
    is_inside, may_end = threading.Event(), threading.Event()

    def write_slowly(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA user_version = 1")
        is_inside.set()
        may_end.wait(30)

    busy = threading.Thread(target=file.write, args=(write_slowly,))
    busy.start()
    is_inside.wait(30)
    threading.Timer(0.1, may_end.set).start()
    child = os.fork()
    if child == 0:
        try:
            file.write(lambda connection: connection.execute("PRAGMA user_version = 1"))
        except BaseException:
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    busy.join()
    file.write(lambda connection: connection.execute("PRAGMA user_version = 1"))
    file.close()


async def _get(site: Site, path: str) -> str:
    answer = await site.app.handle_async(Request("GET", f"/api/mizan/ctx/{path}", {}))
    return str(answer.body)


def test_without_redis_py_all_but_its_store_works() -> None:
    program = """
import sys
sys.modules["redis"] = None
import mizan.app.create_app, mizan.fastapi
from mizan.cache.open_store import open_store
assert open_store("memory").is_immediate
try:
    open_store("redis://127.0.0.1:1/0")
except ImportError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "the Redis store needs redis-py: install mizan[redis]"
