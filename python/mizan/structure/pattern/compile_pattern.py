"""
Patterns as matchers of whole strings (SPEC.md, VAL-16): Python's own where it cannot be made to hang, else
the linear one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from mizan.structure.pattern.linear_matcher import compile_linear
from mizan.structure.pattern.parse_pattern import parse_pattern
from mizan.structure.pattern.pattern_node import (
    CharacterSet,
    PatternChoice,
    PatternNode,
    PatternRepeat,
    PatternSequence,
)

# Ways that a backtracking engine may try for one text.
_MAX_WAYS = 1_000_000


@lru_cache(maxsize=1024)
def compile_pattern(source: str) -> Callable[[str], bool]:
    """
    Whether the whole text matches a pattern of RFC 9485. Raises IrError for a pattern outside the subset, or
    too large.
    """
    pattern = parse_pattern(source)
    linear = compile_linear(pattern)
    effort = _measure(pattern)
    if effort is None or effort.branches > _MAX_WAYS:
        return linear
    matches = re.compile(_to_source(pattern)).fullmatch
    if effort.repeats == 0:
        return lambda text: matches(text) is not None
    max_length = int((_MAX_WAYS / effort.branches) ** (1 / effort.repeats)) - 1
    return lambda text: matches(text) is not None if len(text) <= max_length else linear(text)


class _Effort(NamedTuple):
    repeats: int
    """Repetitions whose count is not fixed: each may stop at any character."""
    branches: int
    """Product of the numbers of alternatives."""


def _measure(node: PatternNode) -> _Effort | None:
    """None where a group is repeated: what backtracking costs there cannot be told from the text's length."""
    match node:
        case CharacterSet():
            return _Effort(0, 1)
        case PatternRepeat():
            is_plain = isinstance(node.item, CharacterSet)
            return _Effort(0 if node.min == node.max else 1, 1) if is_plain else None
        case PatternSequence():
            return _combine(node.items, 1)
        case PatternChoice():
            return _combine(node.branches, len(node.branches))


def _combine(nodes: tuple[PatternNode, ...], factor: int) -> _Effort | None:
    repeats, branches = 0, factor
    for node in nodes:
        effort = _measure(node)
        if effort is None:
            return None
        repeats += effort.repeats
        branches *= effort.branches
    return _Effort(repeats, branches)


def _to_source(node: PatternNode) -> str:
    match node:
        case CharacterSet():
            return _set_source(node)
        case PatternSequence():
            return "".join([_to_source(item) for item in node.items])
        case PatternChoice():
            return f"(?:{'|'.join([_to_source(branch) for branch in node.branches])})"
        case PatternRepeat():
            return f"(?:{_to_source(node.item)}){{{node.min},{'' if node.max is None else node.max}}}"


def _set_source(node: CharacterSet) -> str:
    """Code points in hex: nothing of the source is taken over, so nothing of it can mean something else."""
    body = "".join([f"\\U{first:08x}-\\U{last:08x}" for first, last in node.ranges])
    return f"[{'^' if node.is_negated else ''}{body}]"
