"""Results that are the new value of a query (SPEC.md, Merge)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.service import Service
    from mizan.pipeline.targets import PublishedTargets
    from mizan.registry.registry import RegisteredFunction, RegisteredMerge
    from mizan.targets.target import Target


@dataclass(frozen=True, slots=True)
class Merges:
    items: Sequence[JsonObject]
    """For the answer."""
    slots: Sequence[Target]
    """The slots that they fill."""


NO_MERGES = Merges((), ())


def collect_merges(
    function: RegisteredFunction, published: PublishedTargets, value: JsonValue, service: Service
) -> Merges:
    """Only where one target of the context says exactly which value the result is."""
    if not function.merge:
        return NO_MERGES
    items: list[JsonObject] = []
    slots: list[Target] = []
    for merge in function.merge:
        target = _only_target(published, merge.context)
        if target is None or not _names_every_param(target, merge, service):
            continue
        params = published.values_of(target)
        items.append({"context": merge.context, "function": merge.function, "params": params, "value": value})
        slots.append(replace(target, function=merge.function))
    return Merges(items, slots)


def _only_target(published: PublishedTargets, context: str) -> Target | None:
    """A hidden target counts, and hides the value with it."""
    of_context = [target for target in published.all if target.context == context]
    if len(of_context) != 1 or of_context[0] not in published.visible:
        return None
    return of_context[0]


def _names_every_param(target: Target, merge: RegisteredMerge, service: Service) -> bool:
    if target.function is not None and target.function != merge.function:
        return False
    params = service.registry.contexts[merge.context].params
    return all(merge.function not in param.used_by or param.name in target.params for param in params)
