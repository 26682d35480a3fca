"""
A process whose files cannot grow, or not be written at all, for a while: it renames a book, reads it back, and
prints what came of it. `python -m tests.cache.full_disk PATH full|…`.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from pathlib import Path

from mizan.cache.sqlite_cache_store import SqliteCacheStore
from tests.cache.shelf import Site


def main(path: str, limit: str) -> None:
    # A write beyond the limit is then an error like that of a full disk.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    site, other = Site(SqliteCacheStore(path), "sync"), Site(SqliteCacheStore(path), "sync")
    site.get("shelf/?book=1")
    filled = other.get("shelf/?book=1").mark
    sizes = [file.stat().st_size for file in Path(path).parent.iterdir()]
    bytes_at_most = min(size for size in sizes if size) if limit == "full" else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_at_most, resource.RLIM_INFINITY))
    titles: list[str] = []
    others: list[str] = []
    statuses: set[int] = set()
    for number in range(1, 6):
        said = [site.call("rename", {"book": 1, "title": str(number)})]
        said += [site.get("shelf/?book=1"), other.get("shelf/?book=1")]
        statuses.update(each.status for each in said)
        titles.append(said[1].body["shelf"])
        others.append(said[2].body["shelf"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    ends_at = time.monotonic() + 20
    while (after := other.get("shelf/?book=1").mark) != "hit" and time.monotonic() < ends_at:
        time.sleep(0.02)
    answer = {"filled": filled, "statuses": sorted(statuses), "titles": titles, "other": others}
    sys.stdout.write(json.dumps({**answer, "after": after}))


if __name__ == "__main__":
    main(*sys.argv[1:])
