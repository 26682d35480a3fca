"""
Stores that are killed, hang, are full or cannot be written: no request fails, and nothing old is answered
afterwards (SPEC.md, CACHE-19, CACHE-21).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mizan.cache.memory_cache_store import MemoryCacheStore
from mizan.cache.redis_cache_store import RedisCacheStore
from mizan.pipeline.plain_answer import PlainAnswer
from tests.cache.redis_server import RedisServer
from tests.cache.shelf import Flavour, Request, Site, reset_world, world

_PATIENCE_S = 20


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """Its own: it comes to harm."""
    server = RedisServer()
    yield server
    server.close()


def open_site(server: RedisServer, flavour: Flavour = "sync") -> Site:
    return Site(RedisCacheStore(server.url), flavour)


def await_mark(site: Site, path: str, mark: str) -> None:
    ends_at = time.monotonic() + _PATIENCE_S
    while site.get(path).mark != mark:
        assert time.monotonic() < ends_at
        time.sleep(0.02)


@pytest.mark.parametrize("flavour", ["sync", "async"])
@pytest.mark.parametrize("fault", ["killed", "hanging"])
def test_a_store_that_is_gone_costs_no_request_its_answer(
    server: RedisServer, flavour: Flavour, fault: str
) -> None:
    reset_world()
    site = open_site(server, flavour)
    site.get("shelf/?book=1")
    assert site.get("shelf/?book=1").mark == "hit"
    (server.kill if fault == "killed" else server.stop)()
    for title in ("Persuasion", "Sanditon"):
        began = time.monotonic()
        assert site.call("rename", {"book": 1, "title": title}).status == 200
        answer = site.get("shelf/?book=1")
        assert (answer.status, answer.mark, answer.body["shelf"]) == (200, "bypass", title)
        assert time.monotonic() - began < 2
    (server.start if fault == "killed" else server.go_on)()
    await_mark(site, "shelf/?book=1", "hit")
    assert site.get("shelf/?book=1").body["shelf"] == "Sanditon"
    assert len(site.reports) < 20


def test_a_mutation_whose_purge_is_lost_is_never_followed_by_the_old_answer(server: RedisServer) -> None:
    """The store hangs between its commit and its purge; another process reads on."""
    reset_world()
    one, two = open_site(server), open_site(server)
    one.get("shelf/?book=1")
    assert two.get("shelf/?book=1").mark == "hit"
    world.at_commit = server.stop
    one.call("rename", {"book": 1, "title": "Persuasion"})
    world.at_commit = None
    server.go_on()
    ends_at = time.monotonic() + _PATIENCE_S
    while True:
        answer = two.get("shelf/?book=1")
        assert answer.body["shelf"] == "Persuasion"
        if answer.mark == "hit":
            break
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def test_what_a_restarted_store_forgot_is_a_miss_for_everybody(server: RedisServer) -> None:
    """It is killed between the commit and the purge: whoever reads then finds another epoch."""
    reset_world()
    one, two = open_site(server), open_site(server)
    one.get("shelf/?book=1")

    def restart() -> None:
        server.kill()
        server.start()

    world.at_commit = restart
    one.call("rename", {"book": 1, "title": "Persuasion"})
    world.at_commit = None
    for site in (one, two):
        for _ in range(3):
            assert site.get("shelf/?book=1").body["shelf"] == "Persuasion"


@pytest.mark.parametrize("fault", ["killed", "hanging"])
def test_under_load_nobody_reads_what_she_replaced(server: RedisServer, fault: str) -> None:
    """Threads rename and read books of their own while the store comes and goes."""
    reset_world()
    world.books.update(dict.fromkeys(range(10, 14), ""))
    site = open_site(server)
    problems: list[str] = []
    is_over = threading.Event()
    rounds = [0] * 4

    def work(at: int) -> None:
        book = 10 + at
        while not is_over.is_set():
            title = f"{rounds[at]}"
            answer = site.call("rename", {"book": book, "title": title})
            read = [site.get(f"shelf/?book={book}") for _ in range(3)]
            if answer.status != 200 or any(one.status != 200 for one in read):
                problems.append(f"{answer.text} {[one.text for one in read]}")
            elif any(one.body["shelf"] != title for one in read):
                problems.append(f"{title}: {[(one.mark, one.text) for one in read]}")
            rounds[at] += 1

    threads = [threading.Thread(target=work, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        _await(lambda: min(rounds), min(rounds) + 20)
        (server.kill if fault == "killed" else server.stop)()
        _await(lambda: min(rounds), min(rounds) + 2)
        (server.start if fault == "killed" else server.go_on)()
    is_over.set()
    for thread in threads:
        thread.join()
    assert problems == []
    await_mark(site, "shelf/?book=1", "hit")


@pytest.mark.parametrize("limit", ["full", "nothing can be written"])
def test_a_file_that_cannot_be_written(tmp_path: Path, limit: str) -> None:
    words = [sys.executable, "-m", "tests.cache.full_disk", str(tmp_path / "cache.sqlite3"), limit]
    said = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(said.stdout) == {
        "filled": "hit",
        "statuses": [200],
        "titles": ["1", "2", "3", "4", "5"],
        "other": ["1", "2", "3", "4", "5"],
        "after": "hit",
    }


def test_a_run_that_is_given_up_purges_all_the_same() -> None:
    """The request of a mutation is cancelled after its commit."""
    reset_world()
    site = Site(MemoryCacheStore(), "async", has_transaction=False)
    site.get("shelf/?book=1")

    async def give_up() -> None:
        loop = asyncio.get_running_loop()
        began = asyncio.Event()
        world.in_change = lambda: (loop.call_soon_threadsafe(began.set), time.sleep(0.05))
        request = site.request_of("rename", {"book": 1, "title": "Persuasion"})
        task = asyncio.ensure_future(_as_coroutine(site, request))
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while site.counts.purge < 2:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(give_up(), _PATIENCE_S))
    world.in_change = None
    assert site.get("shelf/?book=1").body["shelf"] == "Persuasion"


async def _as_coroutine(site: Site, request: Request) -> PlainAnswer:
    return await site.app.handle_async(request)


def _await(measure: Callable[[], int], least: int) -> None:
    ends_at = time.monotonic() + _PATIENCE_S
    while measure() < least:
        assert time.monotonic() < ends_at
        time.sleep(0.01)
