"""Calls functions and contexts in process, as a user: for tests and for rendering on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mizan.pipeline.caller_identity import Caller, assert_user
from mizan.pipeline.drive import Await, drive_async, drive_sync
from mizan.pipeline.exchange import Exchange, Selection
from mizan.pipeline.refuse import refuse, refuse_values
from mizan.pipeline.run_call import to_facts
from mizan.pipeline.steps.decode import decode_bundle, decode_call
from mizan.pipeline.steps.guard import guard
from mizan.pipeline.steps.invalidate import invalidate, invalidate_failed, purge_late
from mizan.pipeline.steps.invoke import QueryFailure, invoke_call, invoke_queries
from mizan.structure.compile_encoder import compile_encoder
from mizan.structure.encode_error import EncodeError

if TYPE_CHECKING:
    from mizan.ir.model import Field
    from mizan.json.json_value import JsonValue
    from mizan.pipeline.invalidation_target import Named
    from mizan.pipeline.service import Service
    from mizan.pipeline.user import User
    from mizan.pipeline.wait import Walk


class AppCaller:
    """
    Guards, validation, transactions and targets work as for a request; private functions can be called too.
    """

    def __init__(
        self, service: Service, user: User | None, headers: Mapping[str, str], run_coroutine: Await
    ) -> None:
        self._service = service
        self._caller = Caller(assert_user(user), service.to_identity_keys)
        self._headers = {name.lower(): value for name, value in headers.items()}
        self._run_coroutine = run_coroutine

    def call(self, target: str | Callable[..., Any], **args: Any) -> Any:  # noqa: ANN401 -- the app's own types
        """
        Answers what the handler returned. Raises the CallError of a refusal, and any other exception as it
        is.
        """
        return drive_sync(self._call(target, args), self._run_coroutine)

    async def call_async(self, target: str | Callable[..., Any], **args: Any) -> Any:  # noqa: ANN401
        return await drive_async(self._call(target, args))

    def context(self, context: str | Named, **params: Any) -> Mapping[str, Any]:  # noqa: ANN401
        """What each query of the context returned, by name. Raises when one of them fails."""
        return drive_sync(self._context(context, params), self._run_coroutine)

    async def context_async(self, context: str | Named, **params: Any) -> Mapping[str, Any]:  # noqa: ANN401
        return await drive_async(self._context(context, params))

    def _call(self, target: str | Callable[..., Any], args: Mapping[str, Any]) -> Walk[Any]:
        service = self._service
        name = target if isinstance(target, str) else service.registry.name_of(target)
        function = None if name is None else service.registry.functions.get(name)
        if function is None:
            raise refuse("NOT_FOUND", "this app serves no such function: is its module registered?")
        exchange = self._open()
        exchange.function = function
        if function.kind == "mutation":
            exchange.cause = service.create_id()
        facts = to_facts(exchange, self._caller)
        try:
            yield from guard((function,), facts, is_bundle=False)
            fields = service.inputs[function.name]
            ready = decode_call(function, _to_wire_values(args, fields, service))
            ran = yield from invoke_call(exchange, ready, facts, when_left=lambda: purge_late(exchange))
            yield from invalidate(exchange, ran, (), facts)
        except Exception:
            yield from invalidate_failed(exchange)
            raise
        return ran.result

    def _context(self, target: str | Named, params: Mapping[str, Any]) -> Walk[Mapping[str, Any]]:
        service = self._service
        context = service.in_process.get(target if isinstance(target, str) else target.name)
        if context is None:
            raise refuse("NOT_FOUND", "this app serves no such context")
        facts = to_facts(self._open(), self._caller)
        selection = Selection(context, context.queries, is_slice=False)
        values = _to_wire_values(params, [param.field for param in context.params], service)
        yield from guard(selection.queries, facts, is_bundle=True)
        ready = decode_bundle(selection, values, service)
        outcomes = yield from invoke_queries(ready, facts, facts.ends_at)
        results: dict[str, Any] = {}
        for outcome in outcomes:
            if isinstance(outcome, QueryFailure):
                raise outcome.error
            results[outcome.ready.function.name] = outcome.result
        return results

    def _open(self) -> Exchange:
        exchange = Exchange(self._service, _InProcessRequest(f"{self._service.base}/call/", self._headers))
        exchange.caller = self._caller
        return exchange


class _InProcessRequest:
    __slots__ = ("_headers", "target")

    method = "POST"
    origin = "http://localhost"
    native = None
    read_body = None

    def __init__(self, target: str, headers: Mapping[str, str]) -> None:
        self.target = target
        self._headers = headers

    def header(self, name: str) -> str | None:
        return self._headers.get(name)


def _to_wire_values(
    values: Mapping[str, Any], fields: Sequence[Field], service: Service
) -> dict[str, JsonValue]:
    """Natives become what a client would send; the rest of the way is a request's."""
    types = {field.name: field.type for field in fields}
    wire: dict[str, JsonValue] = {}
    for name, value in values.items():
        # What nobody declared, and None, go on as they are: to be refused, or taken, like anything that
        # arrives.
        if value is None or name not in types:
            wire[name] = None
            continue
        try:
            wire[name] = compile_encoder(types[name], service.types)(value)
        except EncodeError as error:
            raise refuse_values({f"/{name}{error.pointer}": [str(error)]}) from None
    return wire
