"""Headers that every answer has (SPEC.md, HTTP; Versions; Causes; Origins)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mizan.generated.headers import (
    HEADER_CACHE_GROUP_INVALIDATION,
    HEADER_CAUSE,
    HEADER_INVALIDATE,
    HEADER_PROTOCOL,
    HEADER_REQUEST_ID,
    HEADER_SCHEMA,
    PROTOCOL_VERSION,
)
from mizan.pipeline.origin import cors_headers
from mizan.targets.encode_target import encode_invalidate_header
from mizan.targets.tags import tags_of_target

if TYPE_CHECKING:
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.plain_answer import HeaderPair
    from mizan.pipeline.targets import PublishedTargets

_NOSNIFF = ("X-Content-Type-Options", "nosniff")
_PROTOCOL = (HEADER_PROTOCOL, str(PROTOCOL_VERSION))


def start_head(exchange: Exchange) -> list[HeaderPair]:
    head: list[HeaderPair] = [_NOSNIFF, _PROTOCOL, (HEADER_REQUEST_ID, exchange.id)]
    if exchange.schema is not None:
        head.append((HEADER_SCHEMA, exchange.schema))
    if exchange.cause is not None:
        head.append((HEADER_CAUSE, exchange.cause))
    if exchange.service.origins.cors is not None:
        head.extend(cors_headers(exchange.request, exchange.service.origins))
    return head


def target_head(exchange: Exchange, published: PublishedTargets) -> list[HeaderPair]:
    """`X-Mizan-Invalidate`, and the groups of RFC 9875 as a hint for shared caches."""
    if not published.visible:
        return []
    head: list[HeaderPair] = [(HEADER_INVALIDATE, encode_invalidate_header(published.visible))]
    tags: list[str] = []
    for target in published.visible:
        if target.own is None:
            declared = [param.name for param in exchange.service.registry.contexts[target.context].params]
            tags.extend(tags_of_target(declared, target))
    if tags:
        head.append((HEADER_CACHE_GROUP_INVALIDATION, exchange.service.groups.of_targets(tags)))
    return head
