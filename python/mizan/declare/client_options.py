"""Everything that can be said about a function where it is declared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from mizan.declare.affects import AffectsOption, ParamsFunction
from mizan.declare.error_declaration import ErrorDeclaration
from mizan.declare.react_context import ReactContext

if TYPE_CHECKING:
    from mizan.pipeline.call import Call

GuardFunction = Callable[[Any], bool | Awaitable[bool]] | Callable[[Any, "Call"], bool | Awaitable[bool]]
"""Of the user, who is None when anonymous, and the call. True lets the caller pass."""

Auth = bool | Literal["staff", "superuser"] | str | GuardFunction
"""True: somebody is signed in. `"perm:NAME"`. A function makes the context uncacheable."""


class ClientOptions(TypedDict, total=False):
    context: ReactContext
    """Makes the function a query of this context. Without it the function is a mutation."""
    cache: int
    """
    Seconds that the bundle may be kept at the server. Queries only; every query of the context must say it,
    and the smallest wins.
    """
    vary: Sequence[str]
    """Inputs beside the params that this query reads by `call.vary`: names of the app's option `vary`."""
    auth: Auth
    login: bool
    """It signs in, or renews tokens: a token that came with the call and is not valid counts as none."""
    fresh: bool
    """A token is taken only while its session is there: for what a revoked session must not do at all."""
    private: bool
    """Callable in process only."""
    rev: int
    """Raise it when the meaning of a query changed but its types did not: kept results are dropped."""
    route: str
    """URL of a view path, `/profile/:user_id/`: the function returns the framework's own response."""
    methods: Sequence[str]
    """HTTP methods of the route; `GET` for a query and `POST` for a mutation when left out."""
    name: str
    """Name on the wire; the name of the function when left out."""
    deprecated: bool
    errors: Sequence[ErrorDeclaration[Any]]
    """Codes beyond the closed ones."""
    affects: AffectsOption
    """What this mutation makes stale. A mutation must say so, or `"nothing"`, or `merge`."""
    affects_params: ParamsFunction
    """Explicit scope of every entry of `affects` that has none of its own."""
    scope: Sequence[str]
    """Params that arguments of the same name fix although they do not match by themselves."""
    merge: ReactContext | Sequence[ReactContext]
    """The result is the new value of the query with this output type in these contexts."""
