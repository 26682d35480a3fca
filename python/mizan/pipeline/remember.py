"""A pure function with a short memory: for hashes that request after request asks for again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TypeVar

Input = TypeVar("Input", bound=Hashable)
Answer = TypeVar("Answer")


def remember(compute: Callable[[Input], Answer], *, limit: int) -> Callable[[Input], Answer]:
    """Keeps the answers to the last `limit` different inputs; safe among threads."""
    return lru_cache(maxsize=limit)(compute)
