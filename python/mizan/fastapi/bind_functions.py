"""Functions with what FastAPI adds to a run of them: dependencies around it, `HTTPException` out of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.exceptions import HTTPException

from mizan.declare.declaration_error import DeclarationError
from mizan.fastapi.dependencies import Dependencies, OpenDependencies
from mizan.fastapi.http_errors import to_call_error
from mizan.fastapi.server_loop import SERVER_LOOP
from mizan.fastapi.tracked_request import to_handler_request, to_native_request

if TYPE_CHECKING:
    from mizan.pipeline.run_call import RunCall
    from mizan.registry.registry import RegisteredFunction, Registry

T = TypeVar("T")
Invoke = Callable[[Any, Mapping[str, Any]], Any]


def bind_functions(
    registry: Registry, user: Callable[..., Any] | None = None
) -> tuple[Registry, list[DeclarationError]]:
    """`user`: the dependency that answers who calls; a query that takes it has read its caller, no more."""
    problems: list[DeclarationError] = []
    functions: dict[str, RegisteredFunction] = {}
    for name, function in registry.functions.items():
        if not function.injected:
            functions[name] = replace(function, invoke=_refusing(function))
            continue
        dependencies = Dependencies(function.injected, user)
        problem = dependencies.problem()
        if problem is not None:
            problems.append(DeclarationError(function.place, f"a dependency of {name} {problem}"))
        # The Call comes to the binding itself, which knows the request from it.
        invoke = _inside_dependencies(function, dependencies)
        functions[name] = replace(function, invoke=invoke, receives="call", injected=())
    contexts = {
        name: replace(context, queries=tuple(functions[query.name] for query in context.queries))
        for name, context in registry.contexts.items()
    }
    return replace(registry, functions=functions, contexts=contexts), problems


def _refusing(function: RegisteredFunction) -> Invoke:
    invoke = function.invoke
    if function.is_async:

        async def run_async(first: Any, args: Mapping[str, Any]) -> Any:  # noqa: ANN401
            try:
                return await invoke(first, args)
            except HTTPException as error:
                raise _to_refusal(error) from error

        return run_async

    def run(first: Any, args: Mapping[str, Any]) -> Any:  # noqa: ANN401
        try:
            return invoke(first, args)
        except HTTPException as error:
            raise _to_refusal(error) from error

    return run


def _to_refusal(error: HTTPException) -> Exception:
    return to_call_error(error) or error


def _inside_dependencies(function: RegisteredFunction, dependencies: Dependencies) -> Invoke:
    """Opened before the handler, inside of a mutation's transaction; closed behind it, before the commit."""
    invoke = _refusing(function)
    is_query, reads_request = function.kind == "query", dependencies.reads_request
    reads_user = dependencies.reads_user

    def first_of(call: RunCall) -> Any:  # noqa: ANN401 -- the Call or the request
        return call if function.receives == "call" else to_handler_request(function, call)

    async def open_for(call: RunCall) -> OpenDependencies:
        request = to_native_request(call.plain_request)
        # What replaces a dependency may read anything.
        overrides = getattr(request.scope.get("app"), "dependency_overrides", None)
        if is_query and (reads_request or overrides):
            call.has_read_request = True
        if is_query and reads_user:
            call.has_read_user = True
        try:
            return await dependencies.open(request)
        except HTTPException as error:
            raise _to_refusal(error) from error

    async def run_async(call: RunCall, args: Mapping[str, Any]) -> Any:  # noqa: ANN401
        opened = await open_for(call)
        try:
            result = await invoke(first_of(call), {**args, **opened.values})
        except BaseException as error:
            await opened.close(error)
            raise
        await opened.close(None)
        return result

    def run(call: RunCall, args: Mapping[str, Any]) -> Any:  # noqa: ANN401
        wait = _waiter()
        opened = wait(open_for(call))
        try:
            result = invoke(first_of(call), {**args, **opened.values})
        except BaseException as error:
            wait(opened.close(error))
            raise
        wait(opened.close(None))
        return result

    return run_async if function.is_async else run


def _waiter() -> Callable[[Coroutine[Any, Any, T]], T]:
    """How a thread waits for the event loop that its request came from."""
    loop = SERVER_LOOP.get()
    if loop is None:
        raise RuntimeError(
            "a synchronous function with dependencies runs in the event loop of a request: make it "
            "`async def` to call it from elsewhere"
        )
    return lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, loop).result()
