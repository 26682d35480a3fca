"""
Dispatch in process, without sockets: Mizan, a plain Django view with Pydantic, and django-ninja doing the
same work.

    python benchmarks/dispatch_django.py        # JSON lines: one a contender, then the ratios
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import django
from django.conf import settings

from benchmarks.rounds import BATCH, Batch, compare

STARTPROJECT = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""What `django-admin startproject` writes, but for messages, which nothing here has."""

Once = Callable[[], None]


def main() -> None:
    middleware = [] if "--bare" in sys.argv else STARTPROJECT
    settings.configure(
        SECRET_KEY="of a benchmark",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="benchmarks.dispatch_urls",
        MIDDLEWARE=middleware,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "mizan.django",
            "benchmarks",
        ],
        LOGGING_CONFIG=None,
    )
    django.setup()
    from django.core.handlers.wsgi import WSGIHandler

    handler = WSGIHandler()
    said = {"bare": middleware == []}
    compare(
        {
            name: {contender: _batch(once) for contender, once in contenders.items()}
            for name, contenders in _workloads(handler).items()
        },
        said,
    )


def _batch(once: Once) -> Batch:
    def batch() -> None:
        for _ in range(BATCH):
            once()

    return batch


def _workloads(handler: Any) -> Mapping[str, Mapping[str, Once]]:  # noqa: ANN401 -- Django ships no types
    args = {"user_id": 5, "name": "Ada Lovelace", "tags": ["maths", "engines"]}
    plain = json.dumps(args).encode()
    call = json.dumps({"fn": "bench_update", "args": args}).encode()

    def five() -> None:
        for number in range(1, 6):
            _send(handler, "GET", f"/plain/query{number}/", query="user_id=5&limit=3")

    return {
        "call": {
            "mizan": lambda: _send(handler, "POST", "/api/mizan/call/", body=call),
            "plain view": lambda: _send(handler, "POST", "/plain/update/", body=plain),
            "django-ninja": lambda: _send(handler, "POST", "/ninja/update", body=plain),
        },
        "bundle of 5": {
            "mizan": lambda: _send(handler, "GET", "/api/mizan/ctx/bench/", query="limit=3&user_id=5"),
            "5 plain requests": five,
        },
    }


def _send(handler: Any, method: str, path: str, *, body: bytes = b"", query: str = "") -> None:  # noqa: ANN401
    """What a WSGI server does with a request, but for its socket."""
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "bench.example",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "bench.example",
        "HTTP_ACCEPT": "application/json",
        "HTTP_USER_AGENT": "benchmark",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    response = handler(environ, lambda line, _headers, *_: status.append(line))
    body_out = b"".join(response)
    response.close()
    if not status[0].startswith("200") or not body_out:
        raise RuntimeError(f"{path}: {status[0]} {body_out[:300]!r}")


if __name__ == "__main__":
    main()
