"""The `route` and `methods` options → the route of a view path (SPEC.md, Edge and PSR)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from mizan.ir.model import FunctionKind, RouteNode
from mizan.registry.declaration_report import FunctionReport

_SEGMENT = re.compile(r":[A-Za-z][A-Za-z0-9_]*|[A-Za-z0-9._~-]+")
_SAFE = ("GET", "HEAD")
_METHODS = (*_SAFE, "POST", "PUT", "PATCH", "DELETE")


def read_route(
    options: Mapping[str, Any], kind: FunctionKind, parameters: Sequence[str], report: FunctionReport
) -> RouteNode | None:
    if "route" not in options:
        if "methods" in options:
            report.add_at("methods", "says nothing without a `route`")
        return None
    _check_path(options["route"], parameters, report)
    given = options.get("methods", ["GET" if kind == "query" else "POST"])
    if not _are_methods(given, kind, report):
        return None
    return RouteNode(str(options["route"]), tuple(given))


def _check_path(route: object, parameters: Sequence[str], report: FunctionReport) -> None:
    segments = route[1:].split("/") if isinstance(route, str) and route.startswith("/") else None
    if segments is None or not all(
        _SEGMENT.fullmatch(segment) or (segment == "" and index == len(segments) - 1)
        for index, segment in enumerate(segments)
    ):
        report.add_at(
            "route",
            f"{route!r} is no path",
            "A path is /profile/:user_id/: fixed segments, and arguments after a colon.",
        )
        return
    names = [segment[1:] for segment in segments if segment.startswith(":")]
    for index, name in enumerate(names):
        if name not in parameters:
            report.add_at("route", f'":{name}" is no argument of the function', "Declare it as a parameter.")
        if names.index(name) != index:
            report.add_at("route", f'":{name}" stands twice in the path')


def _are_methods(methods: object, kind: FunctionKind, report: FunctionReport) -> bool:
    given = list(cast("Sequence[object]", methods)) if isinstance(methods, list | tuple) else []
    wrong = next((method for method in given if method not in _METHODS), None)
    if not given or wrong is not None:
        report.add_at(
            "methods",
            f"{methods if wrong is None else wrong!r} is no list of HTTP methods",
            f"Methods are {', '.join(_METHODS)}.",
        )
        return False
    if kind == "query" and not all(method in _SAFE for method in given):
        report.add_at("methods", "a query only reads: GET and HEAD")
    if kind == "mutation" and any(method in _SAFE for method in given):
        report.add_at(
            "methods", "a mutation cannot be reached by GET or HEAD: links and prefetching would run it"
        )
    return True
