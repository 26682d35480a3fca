"""
An entry as stores that outlive the process keep it, the same text in every language (SPEC.md, CACHE-24).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from mizan.cache.cache_store import CacheEntry
from mizan.json.print_json import print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mizan.json.json_value import JsonObject

_MEMBERS = frozenset(("at", "etag", "fingerprint", "pkey", "size", "ttl", "versions"))
_VERSION = re.compile(r"[0-9a-f]{16}\.[0-9a-f]{32}")


def encode_entry(entry: CacheEntry) -> str:
    """One line of JSON with sorted members, a line feed, the body."""
    head: JsonObject = {"at": entry.stored_at_ms, "etag": entry.etag, "fingerprint": entry.fingerprint}
    if entry.pkey is not None:
        head = {**head, "pkey": entry.pkey}
    head = {**head, "size": len(entry.body.encode()), "ttl": entry.ttl_ms, "versions": list(entry.versions)}
    return f"{print_json(head)}\n{entry.body}"


def decode_entry(text: str) -> CacheEntry | None:
    """None for what nobody wrote like this: a damaged entry is a missing one."""
    line, separator, body = text.partition("\n")
    if separator == "":
        return None
    try:
        head: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(head, dict):
        return None
    return _read_head(cast("Mapping[str, Any]", head), body)


def _read_head(head: Mapping[str, Any], body: str) -> CacheEntry | None:
    if not _MEMBERS.issuperset(head):
        return None
    texts = [head.get("etag"), head.get("fingerprint"), *([head["pkey"]] if "pkey" in head else [])]
    numbers = [head.get("at"), head.get("size"), head.get("ttl")]
    versions = head.get("versions")
    is_whole = (
        all(isinstance(text, str) for text in texts)
        and all(type(number) is int and number >= 0 for number in numbers)
        and isinstance(versions, list)
        and all(isinstance(version, str) and _VERSION.fullmatch(version) for version in cast("Any", versions))
    )
    if not is_whole or head["size"] != len(body.encode()):
        return None
    return CacheEntry(
        body=body,
        etag=head["etag"],
        fingerprint=head["fingerprint"],
        pkey=head.get("pkey"),
        versions=tuple(head["versions"]),
        stored_at_ms=head["at"],
        ttl_ms=head["ttl"],
    )
