"""Who calls, by a dependency of the app (SPEC.md, Identity)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from mizan.declare.declaration_error import DeclarationError
from mizan.declare.declaration_errors import DeclarationErrors
from mizan.fastapi.dependencies import Dependencies
from mizan.fastapi.http_errors import to_call_error
from mizan.fastapi.tracked_request import to_native_request
from mizan.pipeline.service import Hook

if TYPE_CHECKING:
    from mizan.pipeline.call_request import CallRequest


def create_identity_hook(user: Callable[..., Any]) -> Hook:
    """A dependency with `yield` ends as soon as its caller is known."""
    dependencies = Dependencies.of_callable(user)
    problem = dependencies.problem()
    if problem is not None:
        raise DeclarationErrors([DeclarationError("mizan_router", f"the dependency `user` {problem}")])

    async def resolve_user(request: CallRequest) -> Any:  # noqa: ANN401 -- the pipeline checks what it is
        if not request.is_after_run:
            # A dependency may read any of it: where cookies came, they may have told who it is.
            _ = request.native
        try:
            opened = await dependencies.open(to_native_request(request))
        except HTTPException as error:
            refusal = to_call_error(error)
            raise error if refusal is None else refusal from error
        await opened.close(None)
        return opened.values["it"]

    return Hook(resolve_user, is_async=True)
