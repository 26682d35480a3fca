"""
Everything that lives as long as the app and that the steps need: what is served, by which limits, with which
hooks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Literal

from mizan.ir.model import Field
from mizan.ir.resolve_type import NamedTypes
from mizan.json.json_value import JsonValue
from mizan.pipeline.cache_group_headers import GroupHeaders
from mizan.pipeline.call_request import CallRequest
from mizan.pipeline.caller_identity import Caller, ToIdentityKeys
from mizan.pipeline.counters import Counts
from mizan.pipeline.idempotency.idempotency_store import IdempotencyStore
from mizan.pipeline.limits import Limits
from mizan.pipeline.log_record import LogRecord
from mizan.pipeline.origin import OriginPolicy
from mizan.pipeline.user import User
from mizan.pipeline.view_routes import ViewRoutes
from mizan.pipeline.wait import Walk
from mizan.query_string.decode_query import DecodedQuery
from mizan.registry.registry import RegisteredContext, RegisteredFunction, RegisteredParam, Registry
from mizan.targets.target import Target

if TYPE_CHECKING:
    from threading import Semaphore

    from mizan.cache.cache import Cache
    from mizan.cache.lease import Lease
    from mizan.pipeline.cache.cache_plan import CachePlan
    from mizan.pipeline.cache.vary_inputs import VaryInputs
    from mizan.pipeline.identity.identity_parts import IdentityParts
    from mizan.pipeline.run_call import RunCall

Step = Literal["route", "identify", "guard", "decode", "read-cache", "invoke", "invalidate", "encode"]


@dataclass(frozen=True, slots=True)
class WireParam:
    name: str
    declared: RegisteredParam
    field: Field
    """The argument of a query that declares it."""
    absent: JsonValue | EllipsisType
    """
    What a param that stands nowhere is: null where the type takes it, an empty list where a list is repeated,
    else (`...`) a default or nothing.
    """


@dataclass(frozen=True, slots=True)
class WireContext:
    """
    A context without its view paths and, on the wire, without what is private: the queries of its bundle.
    """

    declared: RegisteredContext
    queries: Sequence[RegisteredFunction]
    """Sorted by name in byte order; at least one."""
    params: Sequence[WireParam]
    """Those that one of the queries declares, sorted."""
    decode_query: Callable[[str], DecodedQuery]
    """A query string → values of these params."""
    is_open: bool
    """No query of it has a guard."""


@dataclass(frozen=True, slots=True)
class RateLimitVerdict:
    retry_after_seconds: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rate-limit hook decides about."""

    function: str | None
    context: str | None
    caller: Caller
    request: CallRequest

    @property
    def user(self) -> User | None:
        """
        Looked for when it is asked for: a public answer need not know. Whom an MWT names has no permissions
        here, for nobody was loaded yet.
        """
        return self.caller.user


@dataclass(frozen=True, slots=True)
class ErrorReport:
    id: str
    """`details.id` of the answer, and its `X-Request-Id`."""
    function: str | None
    """Name of the function that failed, where it is known."""
    step: Step
    error: BaseException


@dataclass(frozen=True, slots=True)
class InvalidationEvent:
    targets: Sequence[Target]
    """Deduplicated; `own` is the identity text of the caller. Hidden targets are among them."""
    cause: str | None
    """`X-Mizan-Cause` of the mutation; None when `invalidate` was called."""


ResolveUser = Callable[[CallRequest], User | Awaitable[User | None] | None]
RateLimitHook = Callable[[Asked], RateLimitVerdict | Awaitable[RateLimitVerdict | None] | None]
TransactionHook = Callable[
    [RegisteredFunction], AbstractContextManager[object] | AbstractAsyncContextManager[object]
]
"""
The transaction of one mutation: entered before it runs and left after it, with the exception when it failed.
Leaving
it commits or rolls back; an exception of its own says that nobody knows which.
"""

LoadUser = Callable[[str], User | Awaitable[User | None] | None]
"""The user of an id that a token or a session names; None where there is none any more."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A function of the app that may be asynchronous."""

    function: Callable[..., Any]
    is_async: bool
    is_immediate: bool = False
    """Of an adapter: it waits for nothing, and what it answers needs no check."""


@dataclass(frozen=True, slots=True)
class Service:
    registry: Registry
    types: NamedTypes
    inputs: Mapping[str, Sequence[Field]]
    """Arguments by name of function."""
    contexts: Mapping[str, WireContext]
    """Contexts as the wire sees them."""
    in_process: Mapping[str, WireContext]
    """Contexts as in-process callers see them, with their private queries."""
    routes: ViewRoutes
    base: str
    """Begins with a slash and does not end in one; empty when the app lives at the root."""
    limits: Limits
    run_deadline_s: float
    create_id: Callable[[], str]
    origins: OriginPolicy
    development: bool
    to_identity_keys: ToIdentityKeys
    groups: GroupHeaders
    resolve_user: Hook | None
    identity: IdentityParts
    transaction: TransactionHook | None
    rate_limit: Hook | None
    idempotency: IdempotencyStore
    log: Callable[[LogRecord], None] | None
    to_handler_request: Callable[[RegisteredFunction, RunCall], object]
    """What a handler gets that takes the framework's request."""
    inject: Hook | None
    """(function, call) → values of the parameters that the framework fills."""
    counts: Counts
    report: Callable[[ErrorReport], None]
    """Never raises."""
    warn_once: Callable[[str], None]
    """Says a text once, however often it is called with it. Never raises."""
    purge: Callable[[InvalidationEvent, Lease | None], Walk[bool]]
    """
    Tells everybody who keeps answers, and ends the lease; True when none of them failed or dallied. Never
    raises.
    """
    cache: Cache | None
    cache_plans: Mapping[str, CachePlan]
    """Of the contexts that are cached, by name."""
    cache_secret: str
    vary: VaryInputs
    is_in_transaction: Callable[[], bool]
    """Whether queries that run now would see what a transaction sees that began before."""
    around_thread: Callable[[], AbstractContextManager[object]]
    """Of a thread that no request has: what the framework wants to be done when it ends."""
    renewals: Semaphore
    """Bounds the bundles that are computed anew behind an answer."""
