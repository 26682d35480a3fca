"""Resolved targets as JSON, for records of outcomes, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from mizan.pipeline.targets import ResolvedTarget
from mizan.targets.target import Target

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject, JsonValue


def keep_targets(resolved: Sequence[ResolvedTarget]) -> list[JsonObject]:
    return [_keep(one) for one in resolved]


def read_kept_targets(kept: JsonValue) -> list[ResolvedTarget]:
    return [_read(cast("dict[str, JsonValue]", one)) for one in cast("list[JsonValue]", kept)]


def _keep(resolved: ResolvedTarget) -> JsonObject:
    target = resolved.target
    own = target.own if isinstance(target.own, str) else None
    return {
        "context": target.context,
        "function": target.function,
        "params": dict(target.params),
        "own": own,
        "values": resolved.values,
        "hidden": resolved.hidden,
    }


def _read(kept: dict[str, JsonValue]) -> ResolvedTarget:
    function, own = kept["function"], kept["own"]
    target = Target(
        str(kept["context"]),
        None if function is None else str(function),
        cast("dict[str, str]", kept["params"]),
        None if own is None else str(own),
    )
    return ResolvedTarget(target, cast("JsonObject", kept["values"]), kept["hidden"] is True)
