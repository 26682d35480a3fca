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
from database import Session, transaction
from fastapi import FastAPI, Request
from mizan import KnownUser
from mizan.app.app_options import AppOptions
from mizan.app.secrets import Secrets
from mizan.fastapi import mizan_router
from sessions import SESSION_COOKIE, read_session_user


async def current_user(request: Request, reading: Session) -> KnownUser | None:
    token = request.cookies.get(SESSION_COOKIE)
    return None if token is None else await read_session_user(reading, token)


_options = AppOptions(
    transaction=transaction,
    # One process serves the demo, so its secret may end with it.
    secrets=Secrets(cache=os.environ.get("TASKBOARD_SECRET") or secrets.token_hex(32)),
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
        user=current_user,
        options=_options,
    )
)
