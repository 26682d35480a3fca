"""The router that serves an app: the paths of the protocol, and those of functions with a `route`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.routing import Route

from mizan.app.app_options import AppOptions, check_options
from mizan.app.cache_options import check_vary
from mizan.app.create_app import build_app
from mizan.app.create_service import AdapterParts
from mizan.declare.declaration_error import DeclarationError
from mizan.declare.declaration_errors import DeclarationErrors
from mizan.fastapi.bind_functions import bind_functions
from mizan.fastapi.dependencies import is_injected
from mizan.fastapi.endpoint import Endpoint
from mizan.fastapi.identity import create_identity_hook
from mizan.fastapi.tracked_request import to_handler_request
from mizan.registry.binding import Binding
from mizan.registry.create_registry import create_registry

if TYPE_CHECKING:
    from mizan.app.app import App

_DEFAULT_OPTIONS = AppOptions()


class MizanRouter(APIRouter):
    mizan: App
    """For code outside of requests: `router.mizan.invalidate_async(…)`, `router.mizan.caller(user)`."""


def mizan_router(
    *modules: ModuleType,
    user: Callable[..., Any] | None = None,
    options: AppOptions = _DEFAULT_OPTIONS,
) -> MizanRouter:
    """
    `modules`: what `client` made in them is served. `user`: a dependency that answers who calls, a `User` or
    None; in place of the option `resolve_user`. `options.base` is the path of the protocol: include the
    router without a prefix. Raises DeclarationErrors with every mistake.
    """
    given = replace(options, modules=(*options.modules, *modules))
    identity = None if user is None else create_identity_hook(user)
    problems = [
        DeclarationError("mizan_router", reason, hint)
        for reason, hint in check_options(given, has_users=user is not None)
    ]
    try:
        registry = create_registry(given.modules, binding=Binding(Request, is_injected))
    except DeclarationErrors as found:
        raise DeclarationErrors([*problems, *found.errors]) from None
    problems.extend(check_vary(registry, given.vary))
    bound, unfit = bind_functions(registry, user)
    if problems or unfit:
        raise DeclarationErrors([*problems, *unfit])
    adapter = AdapterParts(resolve_user=identity, to_handler_request=to_handler_request)
    return _to_router(build_app(bound, given, adapter))


def _to_router(app: App) -> MizanRouter:
    router = MizanRouter(redirect_slashes=False)
    router.mizan = app
    endpoint = Endpoint(app)
    for path in _paths(app):
        # Which function it is, by path and method, says the pipeline.
        router.routes.append(Route(path, endpoint, name="mizan", include_in_schema=False))
    return router


def _paths(app: App) -> list[str]:
    views = {
        re.sub(r":(\w+)", r"{\1}", function.route.path)
        for function in app.service.registry.functions.values()
        if function.route is not None and not function.private
    }
    protocol = [app.base] if app.base else []
    return [*protocol, f"{app.base}/{{mizan_path:path}}", *sorted(views)]
