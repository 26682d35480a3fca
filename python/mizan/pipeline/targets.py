"""
What a mutation makes stale: declared effects, scopes and values, brought to targets (SPEC.md, Scope of a
target).
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from mizan.pipeline.caller_identity import ANONYMOUS
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.wait import Walk
from mizan.registry.registry import ParamMisfitError
from mizan.targets.dedupe_targets import dedupe_targets
from mizan.targets.encode_target import encode_target
from mizan.targets.target import Target

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.service import Service
    from mizan.pipeline.steps.invoke import Ran
    from mizan.registry.registry import (
        RegisteredAffect,
        RegisteredContext,
        RegisteredFunction,
        RegisteredParam,
    )


@dataclass(frozen=True, slots=True)
class ContextTarget:
    """A target by names, as declarations have it and as `read_target` makes it."""

    context: str
    function: str | None = None
    params: Mapping[str, Any] | None = None
    own: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ResolvedTarget:
    target: Target
    """Params as canonical texts, `own` as the caller's identity text."""
    values: JsonObject
    """The same params as values in normal form, for bodies."""
    hidden: bool


@dataclass(frozen=True, slots=True)
class Success:
    args: Mapping[str, Any]
    result: Any
    before: Sequence[Any]
    """Empty where no effect has such a part."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known about a run whose targets are asked for."""

    normal: JsonObject
    """Arguments in normal form."""
    own: str
    """Identity text of the caller."""
    success: Success | None = None
    """None when the run did not succeed: then explicit scopes are broad."""


@dataclass(frozen=True, slots=True)
class PublishedTargets:
    all: Sequence[Target]
    """Everything to purge, hidden targets too."""
    visible: Sequence[Target]
    """What the answer says."""
    body: Sequence[JsonValue]
    """`visible` as it stands in bodies."""
    values: Mapping[str, JsonObject] = field(default_factory=dict[str, "JsonObject"])
    """Param values of a visible target, by its header text."""

    def values_of(self, target: Target) -> JsonObject:
        return self.values.get(encode_target(target), {})


NO_TARGETS = PublishedTargets((), (), ())


def resolve_declared(
    function: RegisteredFunction, facts: RunFacts, service: Service
) -> Walk[list[ResolvedTarget]]:
    """Targets of a function's declared effects. Never raises: what cannot be computed is broad."""
    resolved: list[ResolvedTarget] = []
    for index, affect in enumerate(function.affects):
        if affect.params is None:
            sets: Sequence[Mapping[str, Any]] = [_pick(facts.normal, affect.scope)]
        elif facts.success is None:
            sets = [{}]
        else:
            sets = yield from _compute_sets(function, index, facts.success, service)
        for params in sets:
            named = ContextTarget(affect.context, affect.function, params, affect.own, affect.hidden)
            resolved.append(resolve_target(named, facts.own, service))
    return resolved


def resolve_run(exchange: Exchange, ran: Ran) -> Walk[Sequence[ResolvedTarget]]:
    """Targets of a run that succeeded: declared ones, and those that the handler named. Computed once."""
    if exchange.resolved is not None and exchange.resolved[0] is ran:
        return exchange.resolved[1]
    service = exchange.service
    own = (ANONYMOUS if exchange.caller is None else exchange.caller.keys).own
    success = Success(ran.ready.value, ran.result, ran.before)
    resolved = yield from resolve_declared(
        ran.ready.function, RunFacts(ran.ready.normal, own, success), service
    )
    resolved.extend(resolve_target(named, own, service) for named in ran.call.named)
    exchange.resolved = (ran, resolved)
    return resolved


def resolve_target(asked: ContextTarget, own: str, service: Service) -> ResolvedTarget:
    """A target that the app named by itself, or that a declaration came to."""
    context = service.registry.contexts.get(asked.context)
    texts: dict[str, str] = {}
    values: dict[str, JsonValue] = {}
    if context is not None and asked.params:
        _fix_params(context, asked.function, asked.params, (texts, values))
    target = Target(asked.context, asked.function, texts, own if asked.own else None)
    return ResolvedTarget(target, values, asked.hidden)


def publish_targets(resolved: Sequence[ResolvedTarget]) -> PublishedTargets:
    if not resolved:
        return NO_TARGETS
    values = {encode_target(one.target): one.values for one in resolved}
    every = dedupe_targets([one.target for one in resolved])
    is_hiding = any(one.hidden for one in resolved)
    visible = dedupe_targets([one.target for one in resolved if not one.hidden]) if is_hiding else every
    return PublishedTargets(every, visible, [_to_body(target, values) for target in visible], values)


def _pick(values: JsonObject, names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _compute_sets(
    function: RegisteredFunction, index: int, success: Success, service: Service
) -> Walk[Sequence[Mapping[str, Any]]]:
    affect = function.affects[index]
    if affect.params is None:
        return [{}]
    try:
        before = success.before[index] if success.before else None
        given = affect.params(success.args, success.result, before)
        if isinstance(given, Awaitable):
            given = yield given
        if given is None:
            return [{}]
        sets = cast(
            "list[Mapping[str, Any]]", [given] if isinstance(given, Mapping) else list(cast("Any", given))
        )
        for names in sets:
            _warn_unknown_params(names, affect, (service, function.name))
    except Exception as error:
        service.report(ErrorReport("-", function.name, "invalidate", error))
        return [{}]
    return sets or [{}]


def _warn_unknown_params(
    names: Mapping[str, Any], affect: RegisteredAffect, known: tuple[Service, str]
) -> None:
    service, function_name = known
    params = {param.name for param in service.registry.contexts[affect.context].params}
    for name in names:
        if name not in params:
            service.warn_once(
                f"{function_name}: affects names {name}, which is no param of the context {affect.context}"
            )


def _fix_params(
    context: RegisteredContext,
    narrowed: str | None,
    given: Mapping[str, Any],
    fixed: tuple[dict[str, str], dict[str, JsonValue]],
) -> None:
    """A value that fails its param's own rules is left out, which is broader."""
    texts, values = fixed
    for param in context.params:
        value = given.get(param.name)
        if value is None or (narrowed is not None and narrowed not in param.used_by):
            continue
        if not _is_reachable(param, context):
            continue
        try:
            normal = param.normalize(value)
        except ParamMisfitError:
            continue
        text = param.canonical_text(normal)
        if text is not None:
            texts[param.name] = text
            values[param.name] = normal


def _is_reachable(param: RegisteredParam, context: RegisteredContext) -> bool:
    """No entry holds a param that only private queries declare: a target with it would match none."""
    return any(not query.private and query.name in param.used_by for query in context.queries)


def _to_body(target: Target, values: Mapping[str, JsonObject]) -> JsonValue:
    if target.function is None and not target.params and target.own is None:
        return target.context
    body: dict[str, JsonValue] = {"context": target.context}
    if target.function is not None:
        body["function"] = target.function
    if target.own is not None:
        body["own"] = True
    if target.params:
        body["params"] = values.get(encode_target(target), {})
    return body
