"""
A process that makes an app, uses it, and forks; both go on with it at once. Prints what came of it.
`python -m tests.cache.forked URL`.
"""

from __future__ import annotations

import json
import os
import sys
import threading

from mizan.cache.cache_store import EntryPlace
from mizan.cache.open_store import open_store
from tests.cache.shelf import Site

_ROUNDS = 200


def main(url: str) -> None:
    store = open_store(url, timeout_ms=2000)
    site = Site(store, "sync", timeout_ms=2000)
    site.get("shelf/?book=1")
    # A thread that holds what locks there are while the process forks.
    is_over = threading.Event()
    busy = threading.Thread(target=lambda: [site.get("shelf/?book=2") for _ in iter(is_over.is_set, True)])
    busy.start()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _run_child(site, writing)
    is_over.set()
    busy.join()
    os.close(writing)
    problems = _work(site)
    with os.fdopen(reading) as pipe:
        said = json.loads(pipe.read())
    os.waitpid(child, 0)
    answer = {
        "child begins": said["begins"],
        "child after its own mutation": said["after"],
        "parent after the child's mutation": site.get("shelf/?book=1").body["shelf"],
        "versions differ": said["version"] != _version(site),
        "problems": problems + said["problems"],
    }
    sys.stdout.write(json.dumps(answer))


def _run_child(site: Site, writing: int) -> None:
    begins = site.get("shelf/?book=1").mark
    site.call("rename", {"book": 1, "title": "Persuasion"})
    after = site.get("shelf/?book=1")
    said = {"begins": begins, "after": [after.mark, after.body["shelf"]], "version": _version(site)}
    said["problems"] = [*_work(site), *(repr(report.error) for report in site.reports)]
    os.write(writing, json.dumps(said).encode())
    os._exit(0)


def _work(site: Site) -> list[str]:
    """Both processes at once: answers that got into the wrong hands would show."""
    problems: list[str] = []
    for number in range(_ROUNDS):
        book = 1000 * os.getpid() + number % 5
        answer = site.get(f"open/?at=at{book}")
        if answer.text != f'{{"looks":"at{book}"}}':
            problems.append(answer.text)
    return problems


def _version(site: Site) -> str:
    """Made of fresh randomness in each process."""
    site.call("rename", {"book": 7, "title": ""})
    return site.store.read(EntryPlace("shelf", ("shelf;book=7",), "e"), os.urandom(16).hex()).versions[0]


if __name__ == "__main__":
    main(sys.argv[1])
