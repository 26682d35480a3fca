"""What a mutation makes stale, and the entry of a cache that it may match (SPEC.md, INV-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mizan.json.json_value import JsonObject, JsonValue


def _no_params() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Target:
    """A set of entries of one context; fewer params are more entries."""

    context: str
    function: str | None = None
    """Only this query's slice of the entries. Readers that hold whole bundles ignore it."""
    params: Mapping[str, str] = field(default_factory=_no_params)
    """Canonical texts by name of param."""
    own: bool | str | None = None
    """
    Only one identity's entries: its text at servers and in headers, `True` ("mine") in bodies and kernels.
    """

    def to_json(self) -> JsonObject:
        """With the members that say something."""
        members: dict[str, JsonValue] = {"context": self.context}
        if self.function is not None:
            members["function"] = self.function
        if self.params:
            members["params"] = dict(self.params)
        if self.own is not None:
            members["own"] = self.own
        return members


@dataclass(frozen=True, slots=True)
class Entry:
    """One (context, param values, reader) that somebody cached."""

    context: str
    params: Mapping[str, str] = field(default_factory=_no_params)
    """Canonical texts by name; a param that is null or absent is not there."""
    own: bool | str | None = None
    """Whose entry it is, in the same words as `Target.own`; None on public entries."""
