"""Which function answers a path outside the protocol's own: the view paths (`route`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mizan.registry.registry import RegisteredFunction


@dataclass(frozen=True, slots=True)
class ViewMatch:
    function: RegisteredFunction
    methods: Sequence[str]
    params: Sequence[tuple[str, str]]
    """Path params as raw, still percent-coded text."""


@dataclass(frozen=True, slots=True)
class _ViewRoute:
    function: RegisteredFunction
    methods: Sequence[str]
    segments: Sequence[str]
    """As declared: a param begins with a colon."""


class ViewRoutes:
    def __init__(self, functions: Iterable[RegisteredFunction]) -> None:
        routes = [
            _ViewRoute(function, function.route.methods, function.route.path.split("/"))
            for function in functions
            if function.route is not None and not function.private
        ]
        # Fixed segments win over params, from the left.
        self._routes = sorted(routes, key=lambda route: [part.startswith(":") for part in route.segments])

    def match(self, path: str) -> list[ViewMatch]:
        """Functions whose path matches."""
        if not self._routes:
            return []
        parts = path.split("/")
        matches = (_match_route(route, parts) for route in self._routes)
        return [match for match in matches if match is not None]


def _match_route(route: _ViewRoute, parts: Sequence[str]) -> ViewMatch | None:
    if len(parts) != len(route.segments):
        return None
    params: list[tuple[str, str]] = []
    for segment, part in zip(route.segments, parts, strict=True):
        if segment.startswith(":"):
            if part == "":
                return None
            params.append((segment[1:], part))
        elif segment != part:
            return None
    return ViewMatch(route.function, route.methods, params)
