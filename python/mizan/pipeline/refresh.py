"""
The bundles that came with a mutation's answer (SPEC.md, Refresh in the same flight). Nothing here can fail
the mutation.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from mizan.cache.cache import Bypass, Hit
from mizan.errors.call_error import CallError
from mizan.json.print_json import print_json
from mizan.pipeline.bundle_text import to_canonical_params, to_entry_text, to_etag
from mizan.pipeline.exchange import Selection
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.steps.decode import Ready, decode_bundle
from mizan.pipeline.steps.guard import guard
from mizan.pipeline.steps.read_cache import (
    BundleRead,
    Wanted,
    fill_bundle,
    find_plan,
    resolve_vary,
    run_queries,
)
from mizan.pipeline.steps.route import select
from mizan.pipeline.wait import Walk, WalkAll
from mizan.targets.match_target import match_target
from mizan.targets.target import Entry, Target

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.bundle_text import BundleText
    from mizan.pipeline.run_call import CallFacts
    from mizan.pipeline.service import Service


@dataclass(frozen=True, slots=True)
class RefreshFacts:
    """What the mutation of this answer already says."""

    targets: Sequence[Target]
    """Visible targets."""
    merged: Sequence[Target]
    """Slots that `merge` fills: they need no read."""
    own: str
    """Identity text of whoever ran the mutation."""


def refresh(mounted: Sequence[JsonValue], about: RefreshFacts, facts: CallFacts) -> Walk[Sequence[str]]:
    """JSON texts of the items that came in time and fit, in the order of `mounted`: most recent first."""
    limits = facts.service.limits
    budget_s = limits.refresh_budget_ms / 1000
    late = replace(facts, ends_at=time.monotonic() + budget_s)

    def skip(error: BaseException) -> None:
        # Refusals are expected: the client may show what it may no longer read.
        if not isinstance(error, CallError):
            facts.service.report(ErrorReport(facts.id, None, "invalidate", error))

    walks = [_refresh_item(item, about, late) for item in mounted]
    texts: Any = yield WalkAll(walks, budget_s, skip)
    return _take_fitting(texts, limits.refresh_budget_bytes)


def reads_callers(mounted: Sequence[JsonValue], about: RefreshFacts, service: Service) -> bool:
    """Whether a bundle that may be refreshed depends on who calls."""
    stale = {target.context for target in about.targets}
    asked = [item.get("context") for item in mounted if isinstance(item, dict)]
    return any(
        name in asked and context.declared.user_scoped
        for name, context in service.contexts.items()
        if name in stale
    )


def _refresh_item(item: JsonValue, about: RefreshFacts, facts: CallFacts) -> Walk[str | None]:
    asked = _read_item(item)
    context = None if asked is None else facts.service.contexts.get(asked.context)
    if asked is None or context is None:
        return None
    if not any(target.context == asked.context for target in about.targets):
        return None
    shown = select(context, asked.functions)
    declared = {param.name for param in context.params}
    if shown is None or not declared.issuperset(asked.params):
        return None
    yield from guard(shown.queries, facts, is_bundle=True)
    ready = decode_bundle(shown, asked.params, facts.service)
    stale = _narrow(shown, ready, about)
    if stale is None:
        return None
    chosen = ready if stale is shown else [one for one in ready if one.function in stale.queries]
    vary = resolve_vary(stale, facts)
    bundle = yield from _read(Wanted(stale, asked.params, chosen, facts, to_entry_text(stale, chosen), vary))
    if bundle is None or bundle.has_failures:
        return None
    # Its item has no X-Mizan-Identity: a kernel would take it for everybody's.
    if bundle.is_tainted and not context.declared.user_scoped:
        return None
    return _to_item_text(asked, bundle, is_tagged=not stale.is_slice and not bundle.is_tainted)


def _read(wanted: Wanted) -> Walk[BundleText | None]:
    """A whole bundle of a cached context is filled by the way (REFRESH-5)."""
    cache, plan = wanted.facts.service.cache, find_plan(wanted)
    if cache is None:
        return (yield from run_queries(wanted)).bundle
    needs_primary = cache.rules.replica_lag_ms > 0
    if plan is None:
        return (yield from run_queries(wanted, needs_primary=needs_primary)).bundle
    look = yield from cache.look_up(wanted.to_asked(plan))
    if isinstance(look, Hit):
        # Computed after the purge, by somebody quicker.
        return wanted.to_read(look.entry).bundle
    if isinstance(look, Bypass):
        return (yield from run_queries(wanted, needs_primary=needs_primary)).bundle
    read = yield from fill_bundle(cache, wanted, look)
    return read.bundle if isinstance(read, BundleRead) else None


@dataclass(frozen=True, slots=True)
class _AskedItem:
    context: str
    params: JsonObject
    functions: Sequence[str]


def _read_item(item: JsonValue) -> _AskedItem | None:
    if not isinstance(item, dict):
        return None
    context, params, functions = item.get("context"), item.get("params", {}), item.get("functions", [])
    if not isinstance(context, str) or not isinstance(params, dict) or not isinstance(functions, list):
        return None
    if "functions" in item and not functions:
        return None
    if not all(isinstance(name, str) for name in functions):
        return None
    return _AskedItem(context, params, cast("list[str]", functions))


def _narrow(shown: Selection, ready: Sequence[Ready], about: RefreshFacts) -> Selection | None:
    """The shown queries that a target matches and no merge fills; None when there are none."""
    declared = shown.context.declared
    entry = Entry(
        declared.name, to_canonical_params(shown, ready), about.own if declared.user_scoped else None
    )
    queries = [
        query
        for query in shown.queries
        if any(_covers(target, query.name, (shown, entry)) for target in about.targets)
        and not any(_covers(slot, query.name, (shown, entry)) for slot in about.merged)
    ]
    if not queries:
        return None
    return shown if len(queries) == len(shown.queries) else Selection(shown.context, queries, is_slice=True)


def _covers(target: Target, query: str, asked: tuple[Selection, Entry]) -> bool:
    shown, entry = asked
    return target.function in (None, query) and match_target(_for_slice(target, shown), entry)


def _for_slice(target: Target, shown: Selection) -> Target:
    """
    A slice stands for its place in every bundle: params that its queries do not declare say nothing about it.
    """
    if not shown.is_slice or not target.params:
        return target
    declared = {name for query in shown.queries for name in query.parameters}
    return replace(target, params={name: text for name, text in target.params.items() if name in declared})


def _to_item_text(asked: _AskedItem, bundle: BundleText, *, is_tagged: bool) -> str:
    """The bundle stands in the answer byte by byte as a fetch would give it, so that its ETag holds."""
    head = f'{{"context":{print_json(asked.context)},"params":{print_json(asked.params)}'
    etag = f',"etag":{print_json(to_etag(bundle.text))}' if is_tagged else ""
    return f'{head},"bundle":{bundle.text}{etag}}}'


def _take_fitting(texts: Sequence[str | None], budget_bytes: int) -> list[str]:
    fitting: list[str] = []
    left = budget_bytes
    for text in texts:
        if text is None:
            continue
        size = len(text.encode())
        if size <= left:
            left -= size
            fitting.append(text)
    return fitting
