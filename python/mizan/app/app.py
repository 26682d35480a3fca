"""An app: what `create_app` makes, with its edges and the ways to use it in process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mizan.app.app_caller import AppCaller
from mizan.app.trusted_edge import mark_for_edge
from mizan.manifest.create_manifest import create_manifest, print_manifest
from mizan.pipeline.counters import Counters
from mizan.pipeline.drive import Await, drive_async, drive_sync, run_in_new_loop
from mizan.pipeline.pipeline import answer_request, answer_request_async
from mizan.pipeline.read_target import read_target
from mizan.pipeline.service import InvalidationEvent
from mizan.pipeline.targets import publish_targets, resolve_target

if TYPE_CHECKING:
    from mizan.app.invalidation_listeners import InvalidationListener, InvalidationListeners
    from mizan.ir.model import IrDocument
    from mizan.pipeline.invalidation_target import InvalidationTarget
    from mizan.pipeline.plain_answer import PlainAnswer
    from mizan.pipeline.plain_request import PlainRequest
    from mizan.pipeline.service import Service
    from mizan.pipeline.user import User
    from mizan.pipeline.wait import Walk


_NO_SECRETS: Final[Mapping[str, str]] = MappingProxyType({})


class App:
    def __init__(
        self,
        service: Service,
        listeners: InvalidationListeners,
        run_coroutine: Await = run_in_new_loop,
        edge_secrets: Mapping[str, str] = _NO_SECRETS,
    ) -> None:
        """
        `run_coroutine`: how synchronous code of this app's framework waits for asynchronous code.
        `edge_secrets`: of edges before it, by kid.
        """
        self.service = service
        self._listeners = listeners
        self._run_coroutine = run_coroutine
        self._edge_secrets = edge_secrets

    @property
    def base(self) -> str:
        return self.service.base

    @property
    def ir(self) -> IrDocument:
        return self.service.registry.ir

    @property
    def ir_text(self) -> str:
        """Canonical KDL text, what generators read."""
        return self.service.registry.ir_text

    @property
    def manifest_text(self) -> str:
        """What an edge works from, as JSON text: the same bytes as `mizan manifest`."""
        return print_manifest(create_manifest(self.ir, self.base, self.service.vary.headers))

    def handle(self, request: PlainRequest) -> PlainAnswer:
        """The pipeline on plain values, in this thread. Always answers."""
        answer = answer_request(self.service, request, self._run_coroutine)
        return mark_for_edge(answer, request, self._edge_secrets) if self._edge_secrets else answer

    def handle_async(self, request: PlainRequest) -> Awaitable[PlainAnswer]:
        """The pipeline on plain values, in this event loop: synchronous functions get a thread each."""
        if self._edge_secrets:
            return self._handle_marked(request)
        return answer_request_async(self.service, request)

    def owns(self, target: str) -> bool:
        """Whether a request is this app's to answer: its path lies under the base, or is a view's."""
        path = target.partition("?")[0]
        base = self.service.base
        if base != "" and (path == base or path.startswith(f"{base}/")):
            return True
        if base == "" and path.startswith(("/call/", "/ctx/")):
            return True
        return bool(self.service.routes.match(path))

    def counters(self) -> Counters:
        """What happened since the start, in numbers; requests only, in-process calls are none."""
        cache = self.service.cache
        return self.service.counts.read(None if cache is None else cache.counts.read())

    def close(self) -> None:
        """Closes the cache's store, for when the process goes on without the app."""
        if self.service.cache is not None:
            self.service.cache.close()

    def caller(self, user: User | None, headers: Mapping[str, str] | None = None) -> AppCaller:
        """
        Calls functions in process as this user, or as nobody. `headers`: what handlers find in
        `call.request`.
        """
        return AppCaller(self.service, user, headers or {}, self._run_coroutine)

    def invalidate(self, *targets: InvalidationTarget) -> None:
        """
        Makes entries stale from any code: admin pages, jobs, webhooks. At once; inside a handler use
        `call.invalidate`, which waits for the commit. Returns when the listeners were told.
        """
        drive_sync(self._invalidate(targets), self._run_coroutine)

    async def invalidate_async(self, *targets: InvalidationTarget) -> None:
        await drive_async(self._invalidate(targets))

    def check_targets(self, targets: tuple[InvalidationTarget, ...]) -> None:
        """Raises TypeError for what `invalidate` would refuse."""
        if any(read_target(target, self.service).own for target in targets):
            raise TypeError("invalidate: `own` needs a caller: use call.invalidate in a handler")

    def on_invalidate(self, listener: InvalidationListener) -> Callable[[], None]:
        """Every target of every mutation and of `invalidate`, hidden ones too. What it returns ends that."""
        return self._listeners.subscribe(listener)

    async def _handle_marked(self, request: PlainRequest) -> PlainAnswer:
        answer = await answer_request_async(self.service, request)
        return mark_for_edge(answer, request, self._edge_secrets)

    def _invalidate(self, asked: tuple[InvalidationTarget, ...]) -> Walk[Any]:
        self.check_targets(asked)
        targets = [read_target(target, self.service) for target in asked]
        # Nobody calls here, so that `own` has nobody to mean.
        published = publish_targets([resolve_target(target, "-", self.service) for target in targets])
        if published.all:
            yield from self.service.purge(InvalidationEvent(published.all, None), None)
