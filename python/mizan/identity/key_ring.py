"""The secrets of one purpose: all of them verify, the first signs (SPEC.md, ID-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mizan.identity.key_id import key_id


@dataclass(frozen=True, slots=True)
class SecretKey:
    kid: str
    """Names the secret in the tokens that it signed."""
    secret: str


SecretKeys = str | Sequence[SecretKey]
"""One secret, or a list of them while they are rotated: the first signs."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    first: SecretKey
    by_kid: Mapping[str, SecretKey]
    """In the order given."""


def to_key_ring(keys: SecretKeys) -> KeyRing:
    """From keys that passed `check_secrets`."""
    listed = to_secret_keys(keys)
    return KeyRing(listed[0], {key.kid: key for key in listed})


def to_secret_keys(keys: SecretKeys) -> Sequence[SecretKey]:
    return (SecretKey(key_id(keys), keys),) if isinstance(keys, str) else tuple(keys)
