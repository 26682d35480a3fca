"""
`Depends` inside of functions. FastAPI has no public way to solve dependencies outside of its own routes: this
module alone calls what its routes call, and the tests of this adapter pin that.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, solve_dependencies
from fastapi.params import Depends

from mizan.pipeline.refuse import refuse

_STACKS = ("fastapi_inner_astack", "fastapi_function_astack")


def is_injected(parameter: inspect.Parameter) -> bool:
    """`db: Annotated[Session, Depends(open_session)]`, or `db: Session = Depends(open_session)`."""
    if isinstance(parameter.default, Depends):
        return True
    return any(isinstance(part, Depends) for part in typing.get_args(parameter.annotation)[1:])


class Dependencies:
    """What one function takes from FastAPI, read once at the start."""

    def __init__(
        self, parameters: Sequence[inspect.Parameter], user: Callable[..., Any] | None = None
    ) -> None:
        """`user`: the dependency that answers who calls. What it reads to know that is no other input."""
        self._dependant = get_dependant(path="/", call=_signature_only(parameters))
        self._user = user

    @classmethod
    def of_callable(cls, dependency: Callable[..., Any]) -> Dependencies:
        """The dependency itself is what is asked for, by the name `it`."""
        parameter = inspect.Parameter("it", inspect.Parameter.KEYWORD_ONLY, default=Depends(dependency))
        return cls([parameter])

    @property
    def reads_request(self) -> bool:
        """Whatever is made of the request is nobody else's."""
        return any(_reads_request(one) for one in self._without_user(self._dependant))

    @property
    def reads_user(self) -> bool:
        return self._user is not None and any(one.call is self._user for one in _walk(self._dependant))

    def problem(self) -> str | None:
        """What a dependency asks for that a function has none of."""
        for one in _walk(self._dependant):
            if one.body_params:
                return "reads the body, which holds the call"
            if one.response_param_name is not None:
                return "takes the response: use call.set_header and call.set_cookie"
            if one.background_tasks_param_name is not None:
                return "takes background tasks: start them in the mutation's own code"
            if one.websocket_param_name is not None:
                return "takes a WebSocket, and a call has none"
        return None

    def _without_user(self, dependant: Dependant) -> list[Dependant]:
        if self._user is not None and dependant.call is self._user:
            return []
        inner = (one for child in dependant.dependencies for one in self._without_user(child))
        return [dependant, *inner]

    async def open(self, request: Request) -> OpenDependencies:
        """Raises what a dependency raises, with those closed that were open already."""
        stack = AsyncExitStack()
        own = Request({**request.scope, **dict.fromkeys(_STACKS, stack)}, request.receive)
        try:
            solved = await solve_dependencies(
                request=own,
                dependant=self._dependant,
                dependency_overrides_provider=request.scope.get("app"),
                async_exit_stack=stack,
                embed_body_fields=False,
            )
            if solved.errors:
                raise refuse("BAD_REQUEST", "the request lacks what a dependency of the function reads")
        except BaseException as error:
            await _close(stack, error)
            raise
        return OpenDependencies(stack, solved.values)


class OpenDependencies:
    """Those of one run. `yield` dependencies end with it, and hear of its failure."""

    def __init__(self, stack: AsyncExitStack, values: Mapping[str, Any]) -> None:
        self._stack = stack
        self.values = values

    async def close(self, error: BaseException | None) -> None:
        await _close(self._stack, error)


async def _close(stack: AsyncExitStack, error: BaseException | None) -> None:
    traceback: TracebackType | None = None if error is None else error.__traceback__
    await stack.__aexit__(None if error is None else type(error), error, traceback)


def _signature_only(parameters: Sequence[inspect.Parameter]) -> Callable[..., None]:
    """What FastAPI reads: a function that takes them by name. It is never run."""

    def function(**_values: Any) -> None:  # noqa: ANN401 -- whatever dependencies answer
        raise AssertionError("only its signature is read")

    named = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    function.__signature__ = inspect.Signature(named)  # type: ignore[attr-defined]
    return function


def _walk(dependant: Dependant) -> list[Dependant]:
    return [dependant, *(one for child in dependant.dependencies for one in _walk(child))]


def _reads_request(one: Dependant) -> bool:
    names = (one.request_param_name, one.http_connection_param_name)
    params = (one.path_params, one.query_params, one.header_params, one.cookie_params)
    is_security = bool(one.own_oauth_scopes) or one.security_scopes_param_name is not None
    return is_security or any(name is not None for name in names) or any(params)
