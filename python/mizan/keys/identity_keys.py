"""What stands for an identity on the wire without naming it (SPEC.md, ID-7, ID-10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mizan.json.canonical_json import to_canonical_json
from mizan.keys.hmac import hmac_sha256_hex
from mizan.keys.sha256 import sha256_hex


@dataclass(frozen=True, slots=True)
class Rights:
    permissions: Iterable[str]
    staff: bool
    superuser: bool


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """The two halves of X-Mizan-Identity, `OWN.PKEY`, 16 hex digits each."""

    own: str
    pkey: str


def permission_key(rights: Rights) -> str:
    """`pkey`: hex SHA-256 of a user's rights, permissions in byte order without repeats."""
    perms = sorted(set(rights.permissions))
    return sha256_hex(to_canonical_json({"perms": perms, "staff": rights.staff, "super": rights.superuser}))


def identity_keys(secret: str, user_id: str, pkey: str) -> IdentityKeys:
    """`secret` is the cache secret."""
    return IdentityKeys(
        own=hmac_sha256_hex(secret, to_canonical_json({"own": user_id}))[:16],
        pkey=hmac_sha256_hex(secret, to_canonical_json({"pkey": pkey, "u": user_id}))[:16],
    )
