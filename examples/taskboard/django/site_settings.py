"""Settings of the project. The database's file and the secret stand in the environment."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

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
MIZAN = {"RESOLVE_USER": "board.sessions.resolve_user"}
