"""The secrets of an app, one a purpose, and what is wrong with them (SPEC.md, ID-15)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from mizan.identity.key_ring import SecretKey, SecretKeys, to_secret_keys


@dataclass(frozen=True, slots=True)
class Secrets:
    """The same in every process and every language of the app. Each is another."""

    cache: str | None = None
    """Keys what stands for users on the wire, and what is cached; needed where requests have users."""
    mwt: SecretKeys | None = None
    """Signs MWTs; without it there are none."""
    jwt: SecretKeys | None = None
    """Signs access JWTs; without it `Authorization` is the app's own."""
    edge: SecretKeys | None = None
    """Signs what an edge and the app tell each other."""
    session: SecretKeys | None = None
    """Signs CSRF tokens; needed for sessions in cookies."""


_MIN_BYTES = 32
_MIN_CACHE_BYTES = 16
_MAX_BYTES = 1024
_is_kid = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch

HOW_TO_MAKE = 'make one: python -c "import secrets; print(secrets.token_urlsafe(32))"'


def check_secrets(secrets: Secrets, *, needs_cache: bool) -> list[tuple[str, str]]:
    """Every mistake: what is wrong, what to do. No message holds a secret."""
    problems: list[tuple[str, str]] = []
    if secrets.cache is None and needs_cache:
        problems.append(("secrets.cache is missing, and requests have users", HOW_TO_MAKE))
    seen: dict[str, str] = {}
    for purpose in (field.name for field in fields(Secrets)):
        given: SecretKeys | None = getattr(secrets, purpose)
        if given is not None:
            problems.extend(_check_keys(purpose, given))
            for key in _readable(given):
                if seen.setdefault(key.secret, purpose) != purpose:
                    reason = f"secrets.{purpose} and secrets.{seen[key.secret]} are the same"
                    problems.append((reason, f"each purpose has its own; {HOW_TO_MAKE}"))
    return problems


def _check_keys(purpose: str, given: SecretKeys) -> list[tuple[str, str]]:
    if purpose == "cache" and not isinstance(given, str):
        return [("secrets.cache must be a text", HOW_TO_MAKE)]
    keys = _readable(given)
    if not keys or len(keys) != (1 if isinstance(given, str) else len(given)):
        return [(f"secrets.{purpose} must be a text or a list of SecretKey", HOW_TO_MAKE)]
    problems: list[tuple[str, str]] = []
    least = _MIN_CACHE_BYTES if purpose == "cache" else _MIN_BYTES
    for key in keys:
        size = len(key.secret.encode("utf-8", "surrogatepass"))
        if not least <= size <= _MAX_BYTES:
            reason = f"secrets.{purpose} has {size} bytes, and needs {least} to {_MAX_BYTES}"
            problems.append((reason, HOW_TO_MAKE))
        if _is_kid(key.kid) is None:
            hint = "a kid has 1 to 64 letters, digits, dots, hyphens and underscores"
            problems.append((f"secrets.{purpose}: {key.kid!r} is no kid", hint))
    if len({key.kid for key in keys}) != len(keys):
        problems.append((f"secrets.{purpose}: two secrets have the same kid", "give each its own"))
    return problems


def _readable(given: object) -> Sequence[SecretKey]:
    """Not everybody runs a type checker."""
    if isinstance(given, str):
        return to_secret_keys(given)
    if not isinstance(given, list | tuple):
        return ()
    items: list[object] = list(given)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return [
        key
        for key in items
        if isinstance(key, SecretKey) and isinstance(key.secret, str) and isinstance(key.kid, str)
    ]
