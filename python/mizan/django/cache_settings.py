"""The settings `CACHE` and `VARY` of `MIZAN` (SPEC.md, Origin cache)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from mizan.app.cache_options import CacheOptions
from mizan.cache.cache_store import CacheStore
from mizan.cache.open_store import open_store
from mizan.pipeline.cache.vary_inputs import VaryHeader, VaryInput

_OPTIONS = {
    "TIMEOUT_MS": "timeout_ms",
    "STALE_WHILE_REVALIDATE_MS": "stale_while_revalidate_ms",
    "REPLICA_LAG_MS": "replica_lag_ms",
    "HAS_PRIMARY": "has_primary",
}


def read_cache(given: Any) -> CacheOptions | None:  # noqa: ANN401 -- whatever somebody wrote
    """
    `"memory"`, `"sqlite:///var/cache/app.sqlite3"`, `"redis://127.0.0.1/0"`, a dotted path to a store or a
    function that makes one; or a dict with one of these as `STORE`, and options.
    """
    if given is None:
        return None
    options: Mapping[str, Any] = given if isinstance(given, Mapping) else {"STORE": given}
    for name in options:
        if name != "STORE" and name not in _OPTIONS:
            known = ", ".join(["STORE", *_OPTIONS])
            raise ImproperlyConfigured(f"MIZAN['CACHE'][{name!r}] is no setting; these are: {known}")
    if "STORE" not in options:
        raise ImproperlyConfigured("MIZAN['CACHE'] needs STORE, such as redis://127.0.0.1/0")
    chosen = {_OPTIONS[name]: value for name, value in options.items() if name != "STORE"}
    return CacheOptions(_read_store(options["STORE"], options.get("TIMEOUT_MS")), **chosen)


def read_vary(given: Any) -> Mapping[str, VaryInput]:  # noqa: ANN401 -- whatever somebody wrote
    """
    By name: a function of the request, a `VaryHeader`, or `{"HEADER": name, "RESOLVE": function of its
    text}`; functions, and the whole, may be dotted paths.
    """
    if isinstance(given, str):
        given = import_string(given)
    if not isinstance(given, Mapping):
        raise ImproperlyConfigured("MIZAN['VARY'] must be a dict")
    inputs = cast("Mapping[str, Any]", given)
    return {name: _read_input(name, each) for name, each in inputs.items()}


def _read_store(given: Any, timeout_ms: int | None) -> CacheStore:  # noqa: ANN401 -- whatever somebody wrote
    if not isinstance(given, str):
        return given
    if given == "memory" or ":" in given:
        try:
            return open_store(given, timeout_ms=timeout_ms)
        except ValueError as error:
            raise ImproperlyConfigured(f"MIZAN['CACHE']: {error}") from None
    found: Any = import_string(given)
    return found if isinstance(found, CacheStore) else found()


def _read_input(name: str, given: Any) -> VaryInput:  # noqa: ANN401 -- whatever somebody wrote
    if not isinstance(given, Mapping):
        return import_string(given) if isinstance(given, str) else given
    parts = cast("Mapping[str, Any]", given)
    if set(parts) != {"HEADER", "RESOLVE"}:
        raise ImproperlyConfigured(f"MIZAN['VARY'][{name!r}] needs HEADER and RESOLVE, and nothing else")
    resolve = parts["RESOLVE"]
    return VaryHeader(parts["HEADER"], import_string(resolve) if isinstance(resolve, str) else resolve)
