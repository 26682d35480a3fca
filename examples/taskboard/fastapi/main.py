"""Serves the API and the built front end on one port of this machine: `main.py --port N --database FILE`."""

from __future__ import annotations

import search_path  # noqa: F401  # pyright: ignore[reportUnusedImport] -- before what it finds

# isort: split
from app import app
from database import open_database
from front_end import with_front_end
from serving import read_options, serve
from sessions import sessions

if __name__ == "__main__":
    options = read_options()
    open_database(options.database)
    sessions.open(options.database)
    serve(with_front_end(app, options.web), options.port)
