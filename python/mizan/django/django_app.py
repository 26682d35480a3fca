"""The one Mizan app of a Django project, made of every `clients.py` and the setting `MIZAN`."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync, sync_to_async
from django.apps import apps
from django.db import transaction
from django.http import HttpRequest

from mizan.app.cache_options import check_vary
from mizan.app.create_app import build_app
from mizan.app.create_service import AdapterParts
from mizan.declare.declaration_errors import DeclarationErrors
from mizan.django.django_csrf import DjangoCsrf
from mizan.django.django_sessions import DjangoSessions
from mizan.django.django_settings import read_options, read_transactions
from mizan.django.django_user import DjangoUser, load_user, resolve_user
from mizan.django.mutation_transaction import (
    close_connections,
    create_transaction_hook,
    find_open_transactions,
    is_in_transaction,
)
from mizan.django.tracked_request import to_handler_request
from mizan.pipeline.cache.cache_plan import stale_tags
from mizan.pipeline.drive import drive_sync
from mizan.pipeline.service import Hook, InvalidationEvent
from mizan.registry.binding import Binding
from mizan.registry.create_registry import create_registry

if TYPE_CHECKING:
    from mizan.app.app import App
    from mizan.app.app_caller import AppCaller
    from mizan.app.invalidation_listeners import InvalidationListener
    from mizan.cache.cache import Cache
    from mizan.cache.lease import Lease
    from mizan.pipeline.wait import Walk

    Purge = Callable[[InvalidationEvent, Lease | None], Walk[bool]]

_lock = threading.Lock()
_known: list[App] = []


def get_app() -> App:
    """
    Made once. Raises DeclarationErrors with every mistake in the declarations, each with its file and line.
    """
    if _known:
        return _known[0]
    with _lock:
        if not _known:
            _known.append(_create_app())
        return _known[0]


def reset_app() -> None:
    """For tests that change settings or declarations: the next request makes the app anew."""
    with _lock:
        _known.clear()


def caller(account: Any = None) -> AppCaller:  # noqa: ANN401 -- whatever AUTH_USER_MODEL is
    """Calls functions in process as one of Django's users, or as nobody."""
    is_known = account is not None and account.is_authenticated
    return get_app().caller(DjangoUser(account) if is_known else None)


def on_invalidate(listener: InvalidationListener) -> Callable[[], None]:
    """Every target of every mutation and of `invalidate`, hidden ones too. What it returns ends that."""
    return get_app().on_invalidate(listener)


def run_coroutine(coroutine: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 -- whatever the app's code returns
    """
    Under ASGI in the server's own event loop, else in a new one; the ORM's threads are Django's in both.
    """

    async def run() -> Any:  # noqa: ANN401
        return await coroutine

    return async_to_sync(run)()


def _to_thread(function: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401
    """The thread in which this request's database calls run."""
    return sync_to_async(function)(*args)


def _create_app() -> App:
    options = replace(read_options(), transaction=create_transaction_hook(read_transactions()))
    registry = create_registry(_client_modules(), binding=Binding(request=HttpRequest))
    problems = check_vary(registry, options.vary)
    if problems:
        raise DeclarationErrors(problems)
    is_own_hook = options.resolve_user is not None
    adapter = AdapterParts(
        resolve_user=None if is_own_hook else Hook(resolve_user, is_async=False, is_immediate=True),
        load_user=None if is_own_hook else Hook(load_user, is_async=False, is_immediate=True),
        sessions=None if is_own_hook else DjangoSessions(),
        csrf=DjangoCsrf(),
        to_thread=_to_thread,
        to_handler_request=to_handler_request,
        around_purge=_hold_until_commit,
        is_in_transaction=is_in_transaction,
        around_thread=close_connections,
    )
    return build_app(registry, options, adapter, run_coroutine)


def _client_modules() -> Iterator[ModuleType]:
    """`clients` of every app, in the order of INSTALLED_APPS; where it is a package, its modules too."""
    for config in apps.get_app_configs():
        name = f"{config.name}.clients"
        for module_name in sorted(sys.modules):
            if module_name == name or module_name.startswith(f"{name}."):
                yield sys.modules[module_name]


def _hold_until_commit(purge: Purge, cache: Cache | None) -> Purge:
    """
    Nobody hears of a change before the outermost transaction commits, and never when it does not. Where
    several databases have one open, nobody knows which holds the change: then it is said after each commit.
    """

    def held(event: InvalidationEvent, lease: Lease | None) -> Walk[bool]:
        aliases = find_open_transactions()
        if not aliases:
            return (yield from purge(event, lease))
        if cache is not None:
            if lease is None:
                tags = stale_tags(event.targets, get_app().service.registry.contexts)
                lease = yield from cache.take_lease(tags)
            if lease is not None:
                # Nobody says when a transaction is rolled back: then it ends by itself.
                cache.let_lapse(lease)
        for alias in aliases:
            transaction.on_commit(lambda: drive_sync(purge(event, lease), run_coroutine), using=alias)
        return False

    return held
