"""The Mizan app that a FastAPI app, or a router, serves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mizan.fastapi.endpoint import Endpoint

if TYPE_CHECKING:
    from mizan.app.app import App


def find_app(served: Any) -> App:  # noqa: ANN401 -- whatever a person names on the command line
    """Raises LookupError where there is none, or more than one."""
    found = {id(app): app for app in _apps_of(getattr(served, "routes", []))}
    if len(found) != 1:
        count = "no" if not found else "more than one"
        raise LookupError(f"{count} Mizan router is included there")
    return next(iter(found.values()))


def _apps_of(routes: Iterable[Any]) -> Iterable[App]:
    for route in routes:
        endpoint = getattr(route, "endpoint", None)
        if isinstance(endpoint, Endpoint):
            yield endpoint.app
        # Included routers and mounts hold routes of their own.
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        yield from _apps_of(getattr(route, "routes", None) or getattr(inner, "routes", None) or [])
