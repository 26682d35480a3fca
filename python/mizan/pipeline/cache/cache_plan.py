"""
Which contexts are cached, and under which keys and tags (SPEC.md, CACHE-1, CACHE-2, CACHE-6 to CACHE-9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mizan.cache.cache import Asked
from mizan.cache.cache_store import EntryPlace
from mizan.generated.limits import MAX_HEADER_BYTES
from mizan.keys.cache_key import CacheKeyParts, cache_key
from mizan.registry.registry import CustomGuard
from mizan.targets.tags import tags_of_entry, tags_of_target
from mizan.targets.target import Entry

if TYPE_CHECKING:
    from mizan.pipeline.caller_identity import Caller
    from mizan.pipeline.service import WireContext
    from mizan.registry.registry import RegisteredContext
    from mizan.targets.target import Target


_LONGEST_TAG = MAX_HEADER_BYTES + 74
"""An entry whose params do not fit into a header is not kept; `own` is what a tag may have beyond them."""


@dataclass(frozen=True, slots=True)
class CachePlan:
    """Of one context that is cached."""

    context: RegisteredContext
    ttl_ms: int
    rev: Mapping[str, int]
    """Of its queries, by name."""
    param_names: Sequence[str]
    """Those that the context declares, private ones too."""


def plan_cache(context: WireContext, warn: Callable[[str], None]) -> CachePlan | None:
    """None: nobody asked for it, or it cannot be."""
    declared, queries = context.declared, context.queries
    custom = [query.name for query in queries if isinstance(query.guard, CustomGuard)]
    asking = [query.cache for query in queries if query.cache is not None]
    if custom and asking:
        asked = ", ".join(query.name for query in queries if query.cache is not None)
        warn(
            f"the context {declared.name} is not cached, although {asked} asked for it: the guard of "
            f"{custom[0]} is a function, whose answer no key can hold"
        )
    if custom or len(asking) < len(queries):
        return None
    return CachePlan(
        declared,
        min(asking) * 1000,
        {query.name: query.rev for query in queries},
        [param.name for param in declared.params],
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a bundle is asked."""

    secret: str
    caller: Caller
    vary: Mapping[str, str]


def to_asked(plan: CachePlan, params: Mapping[str, str], reader: Reader) -> Asked:
    context, caller = plan.context, reader.caller
    is_user_scoped = context.user_scoped
    key = cache_key(
        CacheKeyParts(
            secret=reader.secret,
            context=context.name,
            params=params,
            rev=plan.rev,
            user=caller.id if is_user_scoped else None,
            vary=reader.vary,
        )
    )
    own = caller.keys.own if is_user_scoped else None
    tags = tags_of_entry(plan.param_names, Entry(context.name, params, own))
    place = EntryPlace(context.name, tags, key.rpartition(":")[2])
    return Asked(place, context.fingerprint, caller.pkey if is_user_scoped else None, plan.ttl_ms)


def stale_tags(
    targets: Iterable[Target], contexts: Mapping[str, RegisteredContext]
) -> Mapping[str, Sequence[str]]:
    """What targets purge, by context: also of contexts that are not cached here, but may be elsewhere."""
    tags: dict[str, set[str]] = {}
    for target in targets:
        context = contexts.get(target.context)
        names = () if context is None else [param.name for param in context.params]
        found = [tag for tag in tags_of_target(names, target) if len(tag) <= _LONGEST_TAG]
        tags.setdefault(target.context, set()).update(found)
    return {context: sorted(each) for context, each in tags.items() if each}
