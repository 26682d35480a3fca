# Made from protocol/headers.yaml by `node scripts/generate-constants.ts`. Do not edit.

from __future__ import annotations

from typing import Final

PROTOCOL_VERSION: Final = 1
"""Version of the wire protocol, the value of X-Mizan-Protocol."""

HEADER_PROTOCOL: Final = "X-Mizan-Protocol"
"""Version of the wire protocol."""

HEADER_SCHEMA: Final = "X-Mizan-Schema"
"""Fingerprint of the function or context asked for."""

HEADER_ENTRY: Final = "X-Mizan-Entry"
"""Canonical params of a bundle, in target syntax."""

HEADER_INVALIDATE: Final = "X-Mizan-Invalidate"
"""Targets of a mutation."""

HEADER_IDENTITY: Final = "X-Mizan-Identity"
"""OWN.PKEY of the caller, or - when anonymous; absent on public answers."""

HEADER_CAUSE: Final = "X-Mizan-Cause"
"""Id of the mutation, made by the server."""

HEADER_REQUEST_ID: Final = "X-Request-Id"
"""Id of the request in the logs."""

HEADER_ETAG: Final = "ETag"
"""Strong validator of the bytes of a bundle."""

HEADER_IF_NONE_MATCH: Final = "If-None-Match"
"""The ETag that the kernel holds unmodified."""

HEADER_RETRY_AFTER: Final = "Retry-After"
"""Seconds to wait after RATE_LIMITED or UNAVAILABLE."""

HEADER_CACHE_GROUPS: Final = "Cache-Groups"
"""RFC 9875 groups of a public bundle."""

HEADER_CACHE_GROUP_INVALIDATION: Final = "Cache-Group-Invalidation"
"""RFC 9875 groups that a mutation made stale."""

HEADER_IDEMPOTENCY_KEY: Final = "Idempotency-Key"
"""Makes one mutation safe to retry."""

HEADER_TOKEN: Final = "X-Mizan-Token"
"""An MWT."""

HEADER_CSRF_TOKEN: Final = "X-CSRFToken"
"""Signed double submit token of a session."""

HEADER_CACHE: Final = "X-Mizan-Cache"
"""What the origin cache did: hit, miss or bypass."""

HEADER_VARY: Final = "X-Mizan-Vary"
"""Keyed hash of the values of declared vary inputs."""

HEADER_SETTLE: Final = "X-Mizan-Settle"
"""Milliseconds after which a kernel reads once more."""

HEADER_WATCH: Final = "X-Mizan-Watch"
"""Ticket to watch the entry."""

HEADER_SIGNATURE: Final = "Mizan-Signature"
"""Signature of an edge on a forwarded request, or of a purge call."""

HEADER_EDGE: Final = "Mizan-Edge"
"""keep: said to a verified edge of an answer that it may keep for its reader."""

EXPOSED_HEADERS: Final[tuple[str, ...]] = (
    HEADER_PROTOCOL,
    HEADER_SCHEMA,
    HEADER_ENTRY,
    HEADER_INVALIDATE,
    HEADER_IDENTITY,
    HEADER_CAUSE,
    HEADER_REQUEST_ID,
    HEADER_ETAG,
    HEADER_RETRY_AFTER,
    HEADER_CACHE,
    HEADER_VARY,
    HEADER_SETTLE,
    HEADER_WATCH,
)
"""Headers of an answer that a page of another origin may read: Access-Control-Expose-Headers."""
