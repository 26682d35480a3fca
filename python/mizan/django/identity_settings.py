"""Secrets and tokens of the setting `MIZAN` (SPEC.md, Identity)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from mizan.app.identity_options import SessionOptions, TokenOptions
from mizan.app.secrets import Secrets
from mizan.identity.key_ring import SecretKey, SecretKeys

if TYPE_CHECKING:
    from mizan.identity.session_store import SessionStore

_PURPOSES = ("CACHE", "EDGE", "JWT", "MWT")
_TOKENS = ("AUDIENCE", "ACCESS_LIFETIME_MS", "MWT_LIFETIME_MS", "REFRESH_LIFETIME_MS", "REFRESH_STORE")


def read_secrets(given: Mapping[str, object]) -> Secrets:
    """What is wrong with a secret itself is found with the other options."""
    _assert_known("SECRETS", given, _PURPOSES)
    cache = given.get("CACHE")
    return Secrets(
        cache=_derive_secret() if cache is None else cast("str", cache),
        mwt=_read_keys(given.get("MWT")),
        jwt=_read_keys(given.get("JWT")),
        edge=_read_keys(given.get("EDGE")),
    )


def read_token_options(given: Mapping[str, Any]) -> TokenOptions:
    _assert_known("TOKENS", given, _TOKENS)
    names = {
        "AUDIENCE": "audience",
        "MWT_LIFETIME_MS": "mwt_lifetime_ms",
        "ACCESS_LIFETIME_MS": "access_lifetime_ms",
    }
    return TokenOptions(**{names[name]: value for name, value in given.items() if name in names})


def read_refresh_sessions(given: Mapping[str, Any]) -> SessionOptions:
    store = _read_store(given.get("REFRESH_STORE", "database"))
    if "REFRESH_LIFETIME_MS" in given:
        return SessionOptions(store, lifetime_ms=given["REFRESH_LIFETIME_MS"])
    return SessionOptions(store)


def _read_store(given: object) -> SessionStore | Callable[[], SessionStore]:
    """Models are not to be had before every app is there."""
    if given == "database":
        return _open_database_store
    return import_string(given) if isinstance(given, str) else cast("SessionStore", given)


def _open_database_store() -> SessionStore:
    from mizan.django.database_session_store import DatabaseSessionStore

    return DatabaseSessionStore()


def _derive_secret() -> str:
    """One secret a purpose (ID-15): this one cannot be led back to SECRET_KEY."""
    return salted_hmac("mizan.cache-secret", "v1", algorithm="sha256").hexdigest()


def _read_keys(given: object) -> SecretKeys | None:
    if given is None or isinstance(given, str):
        return given
    if not isinstance(given, Sequence):
        return ()
    return [_read_key(each) for each in given]


def _read_key(given: object) -> SecretKey:
    if isinstance(given, SecretKey):
        return given
    known = cast("Mapping[str, str]", given if isinstance(given, Mapping) else {})
    if set(known) != {"KID", "SECRET"}:
        raise ImproperlyConfigured('MIZAN["SECRETS"]: a secret of a list is {"KID": …, "SECRET": …}')
    return SecretKey(known["KID"], known["SECRET"])


def _assert_known(name: str, given: Mapping[str, object], known: Sequence[str]) -> None:
    for member in given:
        if member not in known:
            raise ImproperlyConfigured(
                f"MIZAN[{name!r}][{member!r}] is no setting; these are: {', '.join(known)}"
            )
