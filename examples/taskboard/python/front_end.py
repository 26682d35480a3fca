"""
Serves the built front end beside an API. Every file is read once at start, so no request can name any other.
The twin of server/static-files.ts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".map": "application/json",
}

_BASE = "/api/mizan/"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _StaticFile:
    body: bytes
    headers: dict[str, str]


def with_front_end(api: Application, folder: Path) -> Application:
    """Addresses without a file get the page: the app reads its route from the address bar."""
    files = _read_files(folder)
    page = files["/index.html"]

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        if scope["type"] != "http" or path.startswith(_BASE):
            await api(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 405, {"Allow": "GET, HEAD"})
            return
        file = files.get(path) or (page if PurePosixPath(path).suffix == "" else None)
        if file is None:
            await _answer(send, 404, {"Content-Length": "0"})
            return
        await _answer(send, 200, file.headers, b"" if scope["method"] == "HEAD" else file.body)

    return application


async def _answer(send: Send, status: int, headers: dict[str, str], body: bytes = b"") -> None:
    fields = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})


def _read_files(folder: Path) -> dict[str, _StaticFile]:
    if not (folder / "index.html").is_file():
        raise FileNotFoundError(f'There is no front end in {folder}: run "vite build" first.')
    places = (place for place in folder.rglob("*") if place.is_file())
    return {
        path: _StaticFile(body, _headers(path, len(body)))
        for path, body in (
            (f"/{place.relative_to(folder).as_posix()}", place.read_bytes()) for place in places
        )
    }


def _headers(path: str, length: int) -> dict[str, str]:
    # The build puts a hash of the content into the names under assets/.
    is_forever = path.startswith("/assets/")
    return {
        "Content-Type": _MEDIA_TYPES.get(PurePosixPath(path).suffix, "application/octet-stream"),
        "Content-Length": str(length),
        "Cache-Control": "public, max-age=31536000, immutable" if is_forever else "no-cache",
        "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
    }
