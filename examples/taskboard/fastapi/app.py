"""The app that `main.py` serves and `python -m mizan.fastapi.ir app:app` reads. Its import opens nothing."""

from __future__ import annotations

import search_path  # noqa: F401  # pyright: ignore[reportUnusedImport] -- before what it finds

# isort: split
import os
import secrets

import activity
import boards
import comments
import projects
import session
import tasks
import users
import work
import workspace
from database import transaction
from fastapi import FastAPI
from mizan.app.app_options import AppOptions
from mizan.app.deliver_purges import EdgeTarget
from mizan.app.identity_options import SessionOptions
from mizan.app.secrets import Secrets
from mizan.fastapi import mizan_router
from sessions import load_user, sessions


def _secret_of(name: str) -> str:
    """One process serves the demo, so its secrets may end with it."""
    return os.environ.get(name) or secrets.token_hex(32)


_edges = [os.environ["TASKBOARD_EDGE"]] if "TASKBOARD_EDGE" in os.environ else []
_options = AppOptions(
    transaction=transaction,
    load_user=load_user,
    sessions=SessionOptions(sessions),
    secrets=Secrets(
        cache=_secret_of("TASKBOARD_SECRET"),
        session=_secret_of("TASKBOARD_SESSION_SECRET"),
        edge=_secret_of("TASKBOARD_EDGE_SECRET"),
    ),
    # `npm run demo -- --edge`: pages come from there.
    edges=[EdgeTarget(url) for url in _edges],
    trusted_origins=_edges,
)

app = FastAPI(openapi_url=None)
app.include_router(
    mizan_router(
        session,
        users,
        projects,
        boards,
        tasks,
        comments,
        work,
        activity,
        workspace,
        options=_options,
    )
)
