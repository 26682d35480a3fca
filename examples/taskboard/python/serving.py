"""The options of a taskboard's `main.py`, and how it serves; the twin of server/main.ts."""

from __future__ import annotations

import argparse
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from front_end import Application

_EXAMPLE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class ServeOptions:
    port: int
    """0: any that is free."""
    database: Path
    web: Path
    """Folder of the built front end."""


def read_options() -> ServeOptions:
    parser = argparse.ArgumentParser(description="Serves the taskboard and its API on this machine.")
    parser.add_argument("--port", type=int, default=4870)
    parser.add_argument("--database", type=Path, default=_EXAMPLE / ".cache/taskboard.sqlite")
    parser.add_argument("--web", type=Path, default=_EXAMPLE / "dist")
    given = parser.parse_args()
    given.database.parent.mkdir(parents=True, exist_ok=True)
    return ServeOptions(given.port, given.database, given.web)


def serve(application: Application, port: int) -> None:
    """Until SIGINT or SIGTERM."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        sys.exit(f"taskboard: {error}")
    listener.listen(128)
    # Browsers keep connections open that would hold the port for as long as they please: one second.
    config = uvicorn.Config(application, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    sys.stdout.write(f"taskboard: http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])
