"""Declarations and options into an app; every mistake in them stops the start, all listed at once."""

from __future__ import annotations

from mizan.app.app import App
from mizan.app.app_options import AppOptions, check_options
from mizan.app.cache_options import check_vary
from mizan.app.create_service import AdapterParts, ServiceParts, create_service
from mizan.app.deliver_purges import PurgeDelivery
from mizan.declare.declaration_error import DeclarationError
from mizan.declare.declaration_errors import DeclarationErrors
from mizan.identity.key_ring import KeyRing, to_key_ring
from mizan.pipeline.drive import Await, run_in_new_loop
from mizan.pipeline.service import ErrorReport
from mizan.registry.create_registry import create_registry
from mizan.registry.registry import Registry


def create_app(options: AppOptions) -> App:
    """An app without a framework. Raises DeclarationErrors with every mistake."""
    problems = [DeclarationError("create_app", reason, hint) for reason, hint in check_options(options)]
    try:
        registry = create_registry(options.modules)
    except DeclarationErrors as found:
        raise DeclarationErrors([*problems, *found.errors]) from None
    problems.extend(check_vary(registry, options.vary))
    if problems:
        raise DeclarationErrors(problems)
    return build_app(registry, options, AdapterParts())


def build_app(
    registry: Registry, options: AppOptions, adapter: AdapterParts, run_coroutine: Await = run_in_new_loop
) -> App:
    """For adapters, from a registry that is whole and options that passed."""
    parts = create_service(registry, options, adapter)
    edge = None if options.secrets.edge is None else to_key_ring(options.secrets.edge)
    if edge is not None and options.edges:
        _connect_edges(parts, options, edge)
    secrets = {} if edge is None else {kid: key.secret for kid, key in edge.by_kid.items()}
    return App(parts.service, parts.listeners, run_coroutine, secrets)


def _connect_edges(parts: ServiceParts, options: AppOptions, edge: KeyRing) -> None:
    def report(error: Exception) -> None:
        parts.service.report(ErrorReport("-", None, "invalidate", error))

    patience_s = options.limits.refresh_budget_ms / 1000
    delivery = PurgeDelivery(options.edges, edge.first, report, patience_s)
    parts.listeners.subscribe(delivery.deliver)
