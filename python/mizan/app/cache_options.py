"""The options `cache` and `vary`, and what is wrong with them (SPEC.md, Origin cache)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mizan.cache.cache import DEFAULT_TIMEOUT_MS
from mizan.cache.cache_store import CacheStore
from mizan.declare.declaration_error import DeclarationError
from mizan.pipeline.cache.vary_inputs import VaryHeader, VaryInput
from mizan.values.name import is_name

if TYPE_CHECKING:
    from mizan.registry.registry import Registry

_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
MIN_SECRET_BYTES = 16


@dataclass(frozen=True, slots=True)
class CacheOptions:
    store: CacheStore
    """Where bundles are kept. Every process that runs the app's mutations must use the same."""
    timeout_ms: int = DEFAULT_TIMEOUT_MS
    """The longest wait for the store in event loops; in threads the store's own time limits count."""
    stale_while_revalidate_ms: int = 0
    """How long after its time an entry is served once more while it is computed anew; never after a purge."""
    replica_lag_ms: int = 0
    """How long after a commit a replica that queries read may show what was before it. 0: there is none."""
    has_primary: bool = False
    """Queries read the primary where `call.needs_primary` says so."""


def check_cache_options(
    cache: CacheOptions | None, vary: Mapping[str, VaryInput], secret: str | None
) -> list[tuple[str, str]]:
    """Every mistake: what is wrong, what to do."""
    problems: list[tuple[str, str]] = []
    if (cache is not None or vary) and len((secret or "").encode()) < MIN_SECRET_BYTES:
        asking = "cache" if cache is not None else "vary"
        hint = "give a random text of 16 characters or more, the same in every process"
        problems.append((f"{asking} needs secrets.cache", hint))
    if cache is not None:
        problems.extend(_check_cache(cache))
    for name, given in vary.items():
        if not is_name(name):
            problems.append((f"vary: {name!r} is no name", "use letters, digits and underscores"))
        if isinstance(given, VaryHeader) and _HEADER_NAME.fullmatch(given.header) is None:
            problems.append((f"vary: {given.header!r} is no header name", "use letters, digits and hyphens"))
        if not isinstance(given, VaryHeader) and not callable(given):
            hint = "give a function of the request, or VaryHeader(header, resolve)"
            problems.append((f"vary: {name} is no input", hint))
    return problems


def check_vary(registry: Registry, known: Iterable[str]) -> list[DeclarationError]:
    """Names that queries declare and the app does not."""
    names = list(known)
    problems: list[DeclarationError] = []
    for function in registry.functions.values():
        for name in function.vary:
            if name in names:
                continue
            near = get_close_matches(name, names, 1)
            hint = f'Do you mean "{near[0]}"?' if near else "Add it to the app's option `vary`."
            reason = f'{function.name}: vary: the app has no input "{name}"'
            problems.append(DeclarationError(function.place, reason, hint))
    return problems


def _check_cache(cache: CacheOptions) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    if not isinstance(cache.store, CacheStore):
        hint = "give MemoryCacheStore(), SqliteCacheStore(path) or RedisCacheStore(url)"
        problems.append(("cache: store is no CacheStore", hint))
    for name in ("timeout_ms", "stale_while_revalidate_ms", "replica_lag_ms"):
        value: object = getattr(cache, name)
        least = 1 if name == "timeout_ms" else 0
        if type(value) is not int or value < least:
            problems.append((f"cache: {name} is {value!r}", f"give whole milliseconds from {least}"))
    return problems
