"""The options of `client` one by one: kinds of values, and what goes only with queries or with mutations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from mizan.declare.client_options import ClientOptions
from mizan.declare.react_context import ReactContext
from mizan.registry.declaration_report import FunctionReport
from mizan.values.name import is_name

_KNOWN = list(ClientOptions.__annotations__)


def check_options(options: Mapping[str, Any], report: FunctionReport) -> None:
    """Reports what is wrong with single options; not everybody runs a type checker."""
    for name in options:
        if name not in _KNOWN:
            report.add(f'there is no option "{name}"', f"Options are {', '.join(_KNOWN)}.")
    if "context" in options and not isinstance(options["context"], ReactContext):
        report.add_at("context", "must be a ReactContext")
    for name in ("private", "deprecated", "login", "fresh"):
        if name in options and not isinstance(options[name], bool):
            report.add_at(name, "must be True or False")
    if "name" in options and not isinstance(options["name"], str):
        report.add_at("name", "must be a text")
    _check_caching(options, report)
    if "context" in options:
        _check_query(options, report)
    else:
        _check_mutation(options, report)


def _check_caching(options: Mapping[str, Any], report: FunctionReport) -> None:
    if "cache" in options and not _is_whole(options["cache"], least=1):
        report.add_at("cache", "must be a whole number of seconds above 0")
    if "rev" in options and not _is_whole(options["rev"], least=0):
        report.add_at("rev", "must be a whole number, 0 or above")
    if "vary" in options and not _are_names(options["vary"]):
        report.add_at("vary", "must be a list of names", "They are the names in the app's option `vary`.")


def _check_query(options: Mapping[str, Any], report: FunctionReport) -> None:
    for name in ("affects", "affects_params", "merge", "scope"):
        if name in options:
            report.add_at(
                name, "is for mutations: a query only reads", "Leave out `context` to make it a mutation."
            )


def _check_mutation(options: Mapping[str, Any], report: FunctionReport) -> None:
    for name in ("cache", "rev", "vary"):
        if name in options:
            report.add_at(name, "is for queries: give the function a `context`, or leave it out")
    if "affects" not in options and "merge" not in options:
        report.add(
            "a mutation must say what it makes stale",
            'Add affects=SomeContext (or a query), or affects="nothing"; a query needs a `context`.',
        )


def _are_names(value: object) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(name, str) and is_name(name) for name in cast("list[object]", value)
    )


def _is_whole(value: object, *, least: int) -> bool:
    return type(value) is int and least <= value < 2**53
