"""A Redis for the whole room, and the stores on it and beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cache.redis_server import RedisServer
from tests.cache.store_bench import STORES, StoreBench, open_bench


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture(params=STORES)
def bench(request: pytest.FixtureRequest, tmp_path: Path, redis_server: RedisServer) -> Iterator[StoreBench]:
    bench = open_bench(request.param, tmp_path, redis_server)
    yield bench
    bench.close()
