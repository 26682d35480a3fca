"""Finds the declared functions of an app: what its modules hold."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any, cast

from mizan.declare.declaration import declaration_of
from mizan.registry.declaration_report import DeclarationReport
from mizan.registry.function_draft import CollectedFunction
from mizan.values.name import is_name


def collect_functions(
    modules: Iterable[ModuleType | Mapping[str, object]], report: DeclarationReport
) -> list[CollectedFunction]:
    """Sorted by name in byte order; mistakes about names are reported."""
    by_name: dict[str, CollectedFunction] = {}
    seen: set[int] = set()
    for at, module in enumerate(modules):
        names = vars(module) if isinstance(module, ModuleType) else module
        if not isinstance(names, Mapping):
            report.add(f"modules[{at}]", f"{names!r} is no module", "Import it, and give the module itself.")
            continue
        for value in list(names.values()):
            if id(value) in seen:
                continue
            seen.add(id(value))
            _report_methods(value, names, report)
            found = _collect(value, report)
            if found is None:
                continue
            other = by_name.get(found.name)
            if other is not None:
                _report_twins(found, other, report)
            elif _is_named(found, report):
                by_name[found.name] = found
    return [by_name[name] for name in sorted(by_name)]


def _collect(value: object, report: DeclarationReport) -> CollectedFunction | None:
    declaration = declaration_of(value)
    if declaration is None or not callable(value):
        return None
    if declaration.handler is not value:
        report.add(
            declaration.place,
            f"another decorator stands above @client on {declaration.handler.__name__}",
            "Put @client on top: what is below it is what runs.",
        )
        return None
    given = declaration.options.get("name")
    name = given if isinstance(given, str) else getattr(value, "__name__", "")
    return CollectedFunction(name, declaration, value)


def _report_methods(value: object, names: Mapping[str, object], report: DeclarationReport) -> None:
    if not inspect.isclass(value) or value.__module__ != names.get("__name__", value.__module__):
        return
    for member in cast("Mapping[str, object]", vars(value)).values():
        is_wrapped = isinstance(member, staticmethod | classmethod)
        declaration = declaration_of(cast(Any, member).__func__ if is_wrapped else member)
        if declaration is not None:
            report.add(
                declaration.place,
                f"@client stands on a method of {value.__name__}, which nobody makes an instance of",
                "Declare functions of a module.",
            )


def _is_named(each: CollectedFunction, report: DeclarationReport) -> bool:
    if is_name(each.name):
        return True
    report.add(
        each.place,
        f'"{each.name}" is no name for a function',
        "Names are a letter, then letters, digits and underscores, at most 128.",
    )
    return False


def _report_twins(each: CollectedFunction, other: CollectedFunction, report: DeclarationReport) -> None:
    report.add(
        each.place,
        f'a function "{each.name}" is declared twice, here and at {other.place}',
        "Rename one, or give it another `name`.",
    )
