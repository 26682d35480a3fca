"""Settings of the project. The database's file and the secret stand in the environment."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

# What both Python backends of the taskboard share.
sys.path.append(str(Path(__file__).parents[1] / "python"))

# One process serves the demo, so its secret may end with it.
SECRET_KEY = os.environ.get("TASKBOARD_SECRET") or secrets.token_hex(32)
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "site_urls"
INSTALLED_APPS = ["board.apps.BoardConfig", "mizan.django"]
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("TASKBOARD_DATABASE", ":memory:"),
        "OPTIONS": {
            # A mutation reads before it writes: it takes the lock at once, and waits for it.
            "transaction_mode": "IMMEDIATE",
            # Readers see the last commit while a transaction is open on another connection.
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
        },
    }
}
USE_TZ = True
TIME_ZONE = "UTC"
MIZAN: dict[str, Any] = {"RESOLVE_USER": "board.sessions.resolve_user"}
if "TASKBOARD_EDGE" in os.environ:
    # `npm run demo -- --edge`: pages come from there.
    CSRF_TRUSTED_ORIGINS = [os.environ["TASKBOARD_EDGE"]]
    MIZAN["EDGES"] = CSRF_TRUSTED_ORIGINS
    MIZAN["SECRETS"] = {"CACHE": os.environ["TASKBOARD_SECRET"], "EDGE": os.environ["TASKBOARD_EDGE_SECRET"]}
