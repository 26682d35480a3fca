"""
A PostgreSQL cluster of its own in a temporary folder, on a free port of 127.0.0.1, gone when it is left.

    with private_postgres() as server: server.port
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_START_SECONDS = 30
_STOP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class PostgresServer:
    port: int
    user: str = "mizan"
    database: str = "postgres"
    host: str = "127.0.0.1"


class PostgresMissingError(Exception):
    """Neither the PATH nor Debian's folders have the server's programs."""


@contextmanager
def private_postgres(port: int | None = None) -> Iterator[PostgresServer]:
    """The server refuses to run as root: then it runs as the system's own user for it."""
    initdb, postgres = _find("initdb"), _find("postgres")
    folder = Path(tempfile.mkdtemp(prefix="mizan-postgres-"))
    account = "postgres" if os.geteuid() == 0 else None
    if account is not None:
        os.chown(folder, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
    data = folder / "data"
    words = [
        initdb,
        "--pgdata",
        str(data),
        "--username=mizan",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-sync",
    ]
    try:
        subprocess.run(
            [*words, "--locale=C"], check=True, user=account, cwd=folder, stdout=subprocess.DEVNULL
        )
        server = PostgresServer(port or free_port())
        options = {"listen_addresses": server.host, "fsync": "off", "max_connections": "30"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [postgres, "-D", str(data), "-p", str(server.port), "-k", str(folder), *settings],
                user=account,
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        try:
            _await_ready(server, process, folder / "log")
            yield server
        finally:
            # A fast shutdown; by its own process id, which is the cluster's parent.
            process.terminate()
            process.wait(_STOP_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is not None:
        return found
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / program).exists():
            return str(folder / program)
    raise PostgresMissingError(f"{program} is not installed: the Debian package is postgresql")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _await_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    ends_at = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(
                host=server.host, port=server.port, user=server.user, dbname=server.database
            ).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > ends_at:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return
