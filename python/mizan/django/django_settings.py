"""The setting `MIZAN`, read: a dict, every member of which may be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from mizan.app.app_options import AppOptions, CorsOptions, check_options
from mizan.app.deliver_purges import EdgeTarget
from mizan.django.cache_settings import read_cache, read_vary
from mizan.django.identity_settings import read_refresh_sessions, read_secrets, read_token_options
from mizan.pipeline.limits import Limits

if TYPE_CHECKING:
    from mizan.pipeline.idempotency.idempotency_store import IdempotencyStore

_KNOWN = frozenset(
    (
        "BASE",
        "CACHE",
        "CORS",
        "DEVELOPMENT",
        "EDGES",
        "IDEMPOTENCY",
        "LIMITS",
        "LOAD_USER",
        "LOG",
        "ON_ERROR",
        "RATE_LIMIT",
        "RESOLVE_USER",
        "SECRETS",
        "TOKENS",
        "TRANSACTIONS",
        "TRUSTED_ORIGINS",
        "VARY",
    )
)


def read_settings() -> Mapping[str, Any]:
    given: object = getattr(settings, "MIZAN", {})
    if not isinstance(given, Mapping):
        raise ImproperlyConfigured("MIZAN must be a dict")
    known = cast("Mapping[str, Any]", given)
    for name in known:
        if name not in _KNOWN:
            raise ImproperlyConfigured(
                f"MIZAN[{name!r}] is no setting; these are: {', '.join(sorted(_KNOWN))}"
            )
    return known


def read_options() -> AppOptions:
    """Raises ImproperlyConfigured with every mistake."""
    given = read_settings()
    secrets = read_secrets(given.get("SECRETS", {}))
    tokens: Mapping[str, Any] = given.get("TOKENS", {})
    resolve_user = read_hook(given, "RESOLVE_USER")
    options = AppOptions(
        base=given.get("BASE", "/api/mizan"),
        secrets=secrets,
        resolve_user=resolve_user,
        load_user=read_hook(given, "LOAD_USER"),
        sessions=read_refresh_sessions(tokens) if secrets.jwt is not None else None,
        tokens=read_token_options(tokens),
        cache=read_cache(given.get("CACHE")),
        vary=read_vary(given.get("VARY", {})),
        edges=[EdgeTarget(url) for url in given.get("EDGES", ())],
        trusted_origins=given.get("TRUSTED_ORIGINS", _trusted_origins()),
        cors=_read_cors(given.get("CORS")),
        rate_limit=read_hook(given, "RATE_LIMIT"),
        idempotency=_read_idempotency(given.get("IDEMPOTENCY", "memory")),
        on_error=read_hook(given, "ON_ERROR"),
        log=read_hook(given, "LOG"),
        limits=_read_limits(given.get("LIMITS", {})),
        development=given.get("DEVELOPMENT", settings.DEBUG),
    )
    # Django's own users are found by Django.
    problems = check_options(options, has_users=True, has_load_user=resolve_user is None)
    if problems:
        text = "\n".join(f"  {reason}\n    {hint}" for reason, hint in problems)
        raise ImproperlyConfigured(f"MIZAN:\n{text}")
    return options


def read_transactions() -> Sequence[str]:
    """
    Databases whose transactions a mutation runs in; `default` unless the setting says otherwise, none where
    there is none.
    """
    given = read_settings().get("TRANSACTIONS")
    if given is not None:
        return tuple(given)
    engine = settings.DATABASES.get("default", {}).get("ENGINE", "")
    return () if engine in ("", "django.db.backends.dummy") else ("default",)


def _trusted_origins() -> list[str]:
    """Origins with a wildcard are left to Django's own check."""
    return [origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin]


def read_hook(given: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 -- what a dotted path leads to
    value = given.get(name)
    return import_string(value) if isinstance(value, str) else value


def _read_cors(given: Mapping[str, Any] | None) -> CorsOptions | None:
    if given is None:
        return None
    return CorsOptions(given.get("ORIGINS", ()), given.get("CREDENTIALS", False), given.get("HEADERS", ()))


def _read_limits(given: Mapping[str, int]) -> Limits:
    names = {field.name.upper(): field.name for field in fields(Limits)}
    for name, value in given.items():
        if name not in names:
            raise ImproperlyConfigured(
                f"MIZAN['LIMITS'][{name!r}] is not the app's to set; these are: {', '.join(names)}"
            )
        if type(value) is not int or value < 0:
            raise ImproperlyConfigured(
                f"MIZAN['LIMITS'][{name!r}] is no whole number: give bytes or milliseconds"
            )
    return Limits(**{names[name]: value for name, value in given.items()})


def _read_idempotency(given: object) -> IdempotencyStore | None:
    """None is the memory of this process."""
    if given == "memory":
        return None
    if given == "database":
        from mizan.django.database_idempotency_store import DatabaseIdempotencyStore

        return DatabaseIdempotencyStore()
    return cast("IdempotencyStore", import_string(given)() if isinstance(given, str) else given)
