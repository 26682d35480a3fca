"""
Tags of cached entries and what a target purges of them (SPEC.md, CACHE-8, CACHE-9), and RFC 9875 cache groups
(INV-27).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from mizan.generated.limits import MAX_CACHE_GROUPS, MAX_EXACT_TAG_PARAMS
from mizan.keys.sha256 import sha256_hex
from mizan.targets.encode_target import encode_target
from mizan.targets.target import Entry, Target

_head = re.compile(r"[^.;]*").match


def tags_of_entry(declared: Sequence[str], entry: Entry) -> list[str]:
    """
    Header texts of the tags under which an entry is stored, sorted. `declared` names the params of the
    context: with up to four of them every subset of the entry's params is a tag, with more only the context,
    each single param and `own`.
    """
    names = list(entry.params)
    is_exact = len(declared) <= MAX_EXACT_TAG_PARAMS
    sizes = range(len(names) + 1) if is_exact else (0, 1)
    sets = [chosen for size in sizes if size <= len(names) for chosen in combinations(names, size)]
    tags = [_tag(entry, chosen) for chosen in sets]
    if isinstance(entry.own, str):
        tags += [_tag(entry, chosen, entry.own) for chosen in (sets if is_exact else ((),))]
    return sorted(tags)


def tags_of_target(declared: Sequence[str], target: Target) -> list[str]:
    """
    Header texts of the tags that a target purges: one. Never narrower than the target, whose `function` is
    dropped.
    """
    own = target.own or None
    if len(declared) <= MAX_EXACT_TAG_PARAMS:
        return [_tag(target, tuple(target.params), own)]
    if target.params:
        return [_tag(target, (min(target.params),))]
    return [_tag(target, (), own)]


def cache_groups(tags: Iterable[str]) -> list[str]:
    """
    RFC 9875 group of each tag, 32 hex digits, each once, by tag; a header takes no more than
    MAX_CACHE_GROUPS.
    """
    return [cache_group(tag) for tag in sorted(set(tags))[:MAX_CACHE_GROUPS]]


def stale_cache_groups(tags: Iterable[str]) -> list[str]:
    """
    The groups that a mutation makes stale: those of the tags, or where they are too many those of the tags'
    contexts.
    """
    distinct = set(tags)
    if len(distinct) <= MAX_CACHE_GROUPS:
        return cache_groups(distinct)
    return cache_groups(head.group() for head in map(_head, distinct) if head)


def cache_group(tag: str) -> str:
    """The first 32 hex digits of the SHA-256 of a tag's header text."""
    return sha256_hex(tag)[:32]


def _tag(of: Entry | Target, names: Sequence[str], own: bool | str | None = None) -> str:
    return encode_target(Target(of.context, None, {name: of.params[name] for name in names}, own))
