"""A target as application code writes it, for `call.invalidate` and `invalidate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Named(Protocol):
    @property
    def name(self) -> str: ...


Part = str | Named | Callable[..., Any]
"""A `ReactContext`, a query made by `client`, or the name of either."""


@dataclass(frozen=True, slots=True)
class TargetDetail:
    """More than a name says."""

    part: Part
    """A context, or a query: only its slice."""
    params: Mapping[str, Any] | None = None
    """Fewer params match more entries. Natives are fine; what fails a param's validation is left out."""
    own: bool = False
    """Only the caller's own entries; needs a caller."""
    hidden: bool = False
    """Obeyed at the servers, never written into an answer."""


InvalidationTarget = Part | TargetDetail
"""A context or a query, by itself or by its name: every entry of the context, or that slice of each."""
