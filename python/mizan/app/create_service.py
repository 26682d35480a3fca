"""Registry and options into the one value that the pipeline's steps share."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from threading import Semaphore
from types import EllipsisType
from typing import TYPE_CHECKING, Any

from mizan.app.app_options import AppOptions, to_origin_policy
from mizan.app.create_identity import create_identity
from mizan.app.error_log import ErrorLog
from mizan.app.invalidation_listeners import InvalidationListeners
from mizan.cache.cache import Cache, CacheRules
from mizan.ir.resolve_type import NamedTypes, resolve_type, to_named_types
from mizan.pipeline.cache.cache_plan import plan_cache, stale_tags
from mizan.pipeline.cache.vary_inputs import VaryInputs
from mizan.pipeline.cache_group_headers import GroupHeaders
from mizan.pipeline.caller_identity import create_identity_keys
from mizan.pipeline.counters import Counts
from mizan.pipeline.idempotency.memory_idempotency_store import MemoryIdempotencyStore
from mizan.pipeline.service import (
    ErrorReport,
    Hook,
    InvalidationEvent,
    Service,
    WireContext,
    WireParam,
)
from mizan.pipeline.view_routes import ViewRoutes
from mizan.query_string.decode_query import compile_query
from mizan.values.param_kind import param_kind

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mizan.app.cache_options import CacheOptions
    from mizan.cache.lease import Lease
    from mizan.ir.model import Field
    from mizan.json.json_value import JsonValue
    from mizan.pipeline.cache.cache_plan import CachePlan
    from mizan.pipeline.identity.identity_parts import FrameworkCsrf, FrameworkSessions
    from mizan.pipeline.run_call import RunCall
    from mizan.pipeline.wait import Walk
    from mizan.registry.registry import RegisteredContext, RegisteredFunction, Registry


_MAX_RENEWALS = 4

Purge = Callable[["InvalidationEvent", "Lease | None"], "Walk[bool]"]


@dataclass(frozen=True, slots=True)
class AdapterParts:
    """What the adapter of a framework knows better than the app's options."""

    resolve_user: Hook | None = None
    """In place of the option of that name."""
    load_user: Hook | None = None
    """In place of the option of that name."""
    sessions: FrameworkSessions | None = None
    csrf: FrameworkCsrf | None = None
    to_thread: Callable[..., Any] | None = None
    """Runs synchronous code of a handler that runs in an event loop; what it returns is awaited."""
    to_handler_request: Callable[[RegisteredFunction, RunCall], object] | None = None
    inject: Hook | None = None
    around_purge: Callable[[Purge, Cache | None], Purge] | None = None
    """Holds back what happens inside of an outer transaction until that commits."""
    is_in_transaction: Callable[[], bool] | None = None
    """Whether queries that run now would see what a transaction sees that began before: nothing is kept."""
    around_thread: Callable[[], AbstractContextManager[object]] | None = None
    """Of a thread that no request has: what the framework wants to be done when it ends."""


@dataclass(frozen=True, slots=True)
class ServiceParts:
    service: Service
    listeners: InvalidationListeners


def create_service(registry: Registry, options: AppOptions, adapter: AdapterParts) -> ServiceParts:
    log = ErrorLog(options.on_error)
    limits = options.limits
    listeners = InvalidationListeners(log.report, limits.refresh_budget_ms)
    counts = Counts()
    types = to_named_types(registry.ir.types)
    inputs = {node.name: node.input for node in registry.ir.functions}

    contexts = _to_contexts(registry, inputs, types, lambda query: not query.private)
    cache = _to_cache(options.cache, log)

    def purge(event: InvalidationEvent, lease: Lease | None) -> Walk[bool]:
        counts.invalidations += len(event.targets)
        is_delivered = True
        if cache is not None:
            is_delivered = yield from cache.purge(stale_tags(event.targets, registry.contexts), lease)
        return (yield from listeners.purge(event)) and is_delivered

    service = Service(
        registry=registry,
        types=types,
        inputs=inputs,
        contexts=contexts,
        in_process=_to_contexts(registry, inputs, types, lambda _: True),
        routes=ViewRoutes(registry.functions.values()),
        base=options.base,
        limits=limits,
        run_deadline_s=limits.run_deadline_ms / 1000,
        create_id=create_id,
        origins=to_origin_policy(options.trusted_origins, options.cors),
        development=options.development,
        to_identity_keys=create_identity_keys(options.secrets.cache),
        groups=GroupHeaders(),
        resolve_user=adapter.resolve_user or _to_hook(options.resolve_user),
        identity=create_identity(options, adapter),
        transaction=options.transaction,
        rate_limit=_to_hook(options.rate_limit),
        idempotency=options.idempotency or MemoryIdempotencyStore(),
        log=options.log,
        to_handler_request=adapter.to_handler_request or _give_call,
        inject=adapter.inject,
        counts=counts,
        report=log.report,
        warn_once=log.warn_once,
        purge=purge if adapter.around_purge is None else adapter.around_purge(purge, cache),
        cache=cache,
        cache_plans={} if cache is None else _plan_caching(contexts, log),
        cache_secret=options.secrets.cache or "",
        vary=VaryInputs(options.vary, options.secrets.cache),
        is_in_transaction=adapter.is_in_transaction or _is_never,
        around_thread=adapter.around_thread or nullcontext,
        renewals=Semaphore(_MAX_RENEWALS),
    )
    return ServiceParts(service, listeners)


def _to_cache(options: CacheOptions | None, log: ErrorLog) -> Cache | None:
    if options is None:
        return None
    rules = CacheRules(
        timeout_ms=options.timeout_ms,
        stale_while_revalidate_ms=options.stale_while_revalidate_ms,
        replica_lag_ms=options.replica_lag_ms,
        has_primary=options.has_primary,
    )

    def report(error: Exception) -> None:
        log.report(ErrorReport("-", None, "read-cache", error))

    return Cache(options.store, rules, report=report)


def _plan_caching(contexts: Mapping[str, WireContext], log: ErrorLog) -> dict[str, CachePlan]:
    plans = {name: plan_cache(context, log.warn_once) for name, context in contexts.items()}
    return {name: plan for name, plan in plans.items() if plan is not None}


def _is_never() -> bool:
    return False


def create_id() -> str:
    """128 random bits, in the alphabet of a request id."""
    return secrets.token_hex(16)


def _give_call(_: RegisteredFunction, call: RunCall) -> object:
    """An app without a framework has no other request."""
    return call


def _to_hook(function: Callable[..., Any] | None) -> Hook | None:
    return None if function is None else Hook(function, inspect.iscoroutinefunction(function))


def _to_contexts(
    registry: Registry,
    inputs: Mapping[str, Sequence[Field]],
    types: NamedTypes,
    is_served: Callable[[RegisteredFunction], bool],
) -> dict[str, WireContext]:
    contexts: dict[str, WireContext] = {}
    for declared in registry.contexts.values():
        queries = [query for query in declared.queries if query.route is None and is_served(query)]
        if queries:
            params = _to_wire_params(declared, queries, inputs, types)
            decode = compile_query([param.field for param in params], types)
            is_open = all(query.guard is None for query in queries)
            contexts[declared.name] = WireContext(declared, queries, params, decode, is_open)
    return contexts


def _to_wire_params(
    context: RegisteredContext,
    queries: Sequence[RegisteredFunction],
    inputs: Mapping[str, Sequence[Field]],
    types: NamedTypes,
) -> list[WireParam]:
    params: list[WireParam] = []
    for declared in context.params:
        reader = next((query for query in queries if query.name in declared.used_by), None)
        if reader is not None:
            field = next(one for one in inputs[reader.name] if one.name == declared.name)
            params.append(WireParam(declared.name, declared, field, _absent_value(field, types)))
    return params


def _absent_value(field: Field, types: NamedTypes) -> JsonValue | EllipsisType:
    if field.default is not None or field.optional:
        return ...
    if param_kind(field.type, types) == "list":
        return []
    return None if resolve_type(field.type, types).kind in ("nullable", "json", "nothing") else ...
