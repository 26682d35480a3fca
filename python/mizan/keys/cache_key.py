"""Key of a bundle in an origin cache or at an edge (SPEC.md, CACHE-6, CACHE-7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mizan.json.canonical_json import to_canonical_json
from mizan.json.json_value import JsonValue
from mizan.keys.hmac import hmac_sha256_hex


@dataclass(frozen=True, slots=True)
class CacheKeyParts:
    secret: str
    """The cache secret."""
    context: str
    params: Mapping[str, str]
    """Canonical texts by name."""
    rev: float | Mapping[str, float] = 0
    """Revisions by query; zeros count as absent. A number where one counts for the whole context."""
    user: str | None = None
    """User id; None for a public context."""
    vary: Mapping[str, str] | None = None
    """Texts of the declared vary inputs."""


def cache_key(parts: CacheKeyParts) -> str:
    """`ctx:CONTEXT:HEX`."""
    rev = parts.rev
    if isinstance(rev, Mapping):
        rev = {name: each for name, each in rev.items() if each != 0} or 0
    key: dict[str, JsonValue] = {"c": parts.context, "p": parts.params, "r": rev}
    if parts.user is not None:
        key["u"] = parts.user
    if parts.vary:
        key["v"] = parts.vary
    return f"ctx:{parts.context}:{hmac_sha256_hex(parts.secret, to_canonical_json(key))}"
