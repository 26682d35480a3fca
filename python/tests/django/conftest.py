"""Settings of the small project, and its databases: SQLite, and a PostgreSQL of the tests' own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tests.django.board.chosen import chosen
from tests.django.postgres import PostgresServer, free_port, private_postgres

PASSWORD = "correct horse battery staple"


_folder = Path(tempfile.mkdtemp(prefix="mizan-django-"))
_server = PostgresServer(free_port())


@pytest.fixture(scope="session", autouse=True)
def project() -> Iterator[None]:
    """The databases of the one project that all tests here share: Django has its settings once a process."""
    with private_postgres(_server.port):
        for alias in connections:
            call_command("migrate", database=alias, run_syncdb=True, verbosity=0)
        yield
        connections.close_all()
    shutil.rmtree(_folder)


@pytest.fixture(params=["default", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The test runs on each of them, and finds it empty."""
    from mizan.django.django_app import reset_app

    alias: str = request.param
    chosen.alias = alias
    settings.MIZAN = {**settings.MIZAN, "TRANSACTIONS": [alias]}
    reset_app()
    call_command("flush", database=alias, interactive=False, verbosity=0)
    if alias != "default":
        call_command("flush", database="default", interactive=False, verbosity=0)
    yield alias
    chosen.alias = "default"
    settings.MIZAN = {**settings.MIZAN, "TRANSACTIONS": ["default"]}
    reset_app()


def _configure(folder: Path, server: PostgresServer) -> None:
    """Before any test module is read: models want settings."""
    settings.configure(
        SECRET_KEY="a secret of the tests alone",
        DEBUG=False,
        ALLOWED_HOSTS=["testserver", "board.example"],
        ROOT_URLCONF="tests.django.board.urls",
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "tests.django.board.apps.BoardConfig",
            "mizan.django",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "board.sqlite3",
                "ATOMIC_REQUESTS": True,
            },
            "postgres": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": server.database,
                "USER": server.user,
                "HOST": server.host,
                "PORT": server.port,
                "ATOMIC_REQUESTS": True,
            },
        },
        MIZAN={"LIMITS": {"RUN_DEADLINE_MS": 1000}, "ON_ERROR": "tests.django.board.errors.record"},
    )


_configure(_folder, _server)
django.setup()
