"""A Redis of the tests' own, on a free port of 127.0.0.1, which they may kill, stop and start again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from tests.support.free_port import free_port

_START_SECONDS = 10


class RedisServer:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = Path(tempfile.mkdtemp(prefix="mizan-redis-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        program = os.environ.get("REDIS_SERVER_PATH", "/usr/bin/redis-server")
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [program, *words], cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ends_at = time.monotonic() + _START_SECONDS
        while True:
            try:
                with self.connect() as client:
                    client.ping()
                return
            except RedisError:
                if self._process.poll() is not None or time.monotonic() > ends_at:
                    raise
                time.sleep(0.01)

    def connect(self) -> Any:  # noqa: ANN401 -- redis-py leaves its commands half typed
        return Redis(host="127.0.0.1", port=self.port, decode_responses=True)

    def kill(self) -> None:
        process = self._process
        if process is not None:
            process.kill()
            process.wait()
            self._process = None

    def stop(self) -> None:
        """It hangs: connections stay open, and nobody answers."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
