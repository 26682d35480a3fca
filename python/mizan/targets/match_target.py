"""
Which entries a target matches: the one rule of kernels, origin caches, edges and watchers (SPEC.md, INV-2).
"""

from __future__ import annotations

from collections.abc import Mapping

from mizan.targets.target import Entry, Target


def match_target(target: Target, entry: Entry) -> bool:
    """
    Whether every param that the target names stands in the entry with an equal text. `function` narrows
    slices, not entries.
    """
    if target.context != entry.context or not covers_own(target.own, entry.own):
        return False
    return contains_params(entry.params, target.params)


def contains_params(params: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether every pair of `wanted` stands in `params`."""
    return wanted.items() <= params.items()


def covers_own(wanted: bool | str | None, own: bool | str | None) -> bool:
    return not wanted or wanted == own
