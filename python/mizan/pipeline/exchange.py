"""
What is known about one request so far. The steps fill it in; the answer, or the failure, is made from it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mizan.generated.limits import MAX_REQUEST_ID_CHARS, MIN_REQUEST_ID_CHARS
from mizan.pipeline.call_request import CallRequest

if TYPE_CHECKING:
    from mizan.cache.lease import Lease
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.caller_identity import Caller
    from mizan.pipeline.idempotency.idempotency_store import IdempotencyKey
    from mizan.pipeline.plain_answer import HeaderPair
    from mizan.pipeline.plain_request import PlainRequest
    from mizan.pipeline.service import Service, Step, WireContext
    from mizan.pipeline.steps.invoke import Ran
    from mizan.pipeline.targets import ContextTarget, ResolvedTarget
    from mizan.pipeline.view_routes import ViewMatch
    from mizan.registry.registry import RegisteredFunction
    from mizan.targets.target import Target

_REQUEST_ID = re.compile(rf"[A-Za-z0-9._-]{{{MIN_REQUEST_ID_CHARS},{MAX_REQUEST_ID_CHARS}}}")


CacheMark = Literal["hit", "miss", "bypass"]
"""Value of X-Mizan-Cache."""


@dataclass(slots=True)
class MutationRun:
    """What a failure must know about a mutation that began."""

    function: RegisteredFunction
    normal: JsonObject
    """Arguments in normal form."""
    state: Literal["running", "uncertain", "unchanged", "changed"] = "running"
    """`uncertain`: it ended, and nobody knows whether it changed something."""
    named: Sequence[ContextTarget] = ()
    """Targets that a handler named itself before it failed, outside a transaction that took them back."""


@dataclass(slots=True)
class Claim:
    """The run that has an Idempotency-Key for itself."""

    key: IdempotencyKey
    is_kept: bool = False


class Exchange:
    __slots__ = (
        "allow",
        "cache_mark",
        "caller",
        "cause",
        "claim",
        "code",
        "context",
        "ends_at",
        "function",
        "has_unread_body",
        "id",
        "is_replay",
        "lease",
        "mutation",
        "purged",
        "request",
        "resolved",
        "revoked",
        "schema",
        "service",
        "session_headers",
        "settle_ms",
        "started_at",
        "step",
        "tracked",
        "vary",
    )

    def __init__(self, service: Service, request: PlainRequest) -> None:
        self.service = service
        self.request = request
        self.tracked = CallRequest(request)
        self.id = _take_request_id(request.header("x-request-id"), service)
        """`X-Request-Id`."""
        self.step: Step = "route"
        self.function: RegisteredFunction | None = None
        """The function asked for, once it is known."""
        self.context: str | None = None
        """Name of the context asked for."""
        self.schema: str | None = None
        """`X-Mizan-Schema`, once it is known what was asked for."""
        self.vary: Mapping[str, str] | None = None
        """Vary inputs of the context asked for, once they were resolved; None when it has none."""
        self.cache_mark: CacheMark | None = None
        """What the origin cache did, where the app has one."""
        self.settle_ms: int | None = None
        """`X-Mizan-Settle`, where replicas may not have caught up with what was read."""
        self.lease: Lease | None = None
        """Of this mutation, while it is not known what it changed."""
        self.cause: str | None = None
        """`X-Mizan-Cause`, once it is known that a mutation was asked for."""
        self.allow: Sequence[str] | None = None
        """Methods of the path, once it was asked with another."""
        self.caller: Caller | None = None
        self.revoked: list[str] = []
        """Keys of sessions that must stay revoked whatever becomes of the transaction that they were in."""
        self.session_headers: Sequence[HeaderPair] = ()
        """Cookies of a session that was renewed or is gone, for the next answer that is not public."""
        self.mutation: MutationRun | None = None
        self.claim: Claim | None = None
        self.resolved: tuple[Ran, Sequence[ResolvedTarget]] | None = None
        """Targets of a run that succeeded, once they were computed."""
        self.code: str | None = None
        """Code of the error that is the answer."""
        self.purged: Sequence[Target] = ()
        """Targets that were purged, hidden ones too."""
        self.is_replay = False
        self.has_unread_body = request.read_body is not None
        """A body was announced and not read to its end."""
        self.started_at = time.monotonic()
        self.ends_at = self.started_at + service.run_deadline_s
        """Moment of the run deadline; set anew once the body is there."""


def _take_request_id(given: str | None, service: Service) -> str:
    """A foreign id is taken only if it cannot do harm in a log."""
    if given is None or _REQUEST_ID.fullmatch(given) is None:
        return service.create_id()
    return given


@dataclass(slots=True)
class CallPlan:
    function: RegisteredFunction
    args: JsonValue
    mounted: Sequence[JsonValue]
    idempotency_key: str | None
    kind: Literal["call"] = "call"


@dataclass(frozen=True, slots=True)
class Selection:
    """Queries of one context: all of them, or a slice."""

    context: WireContext
    queries: Sequence[RegisteredFunction]
    is_slice: bool


@dataclass(slots=True)
class BundlePlan:
    selection: Selection
    params: ParamSource
    kind: Literal["bundle"] = "bundle"


ParamSource: TypeAlias = "Mapping[str, JsonValue] | str"
"""Param values: an object, or the text of a query string, which is read after the guards."""


@dataclass(slots=True)
class ViewPlan:
    function: RegisteredFunction
    query_string: str
    """Path params and query string, in the grammar of a query string."""
    body: JsonObject | str | None
    """Further arguments: of a JSON body, or of a form in the grammar of a query string."""
    match: ViewMatch
    kind: Literal["view"] = "view"


@dataclass(slots=True)
class PreflightPlan:
    methods: Sequence[str]
    kind: Literal["preflight"] = "preflight"


@dataclass(slots=True)
class SessionPlan:
    """`GET {base}/session/`."""

    kind: Literal["session"] = "session"


@dataclass(slots=True)
class TokenPlan:
    """`POST {base}/session/token/`."""

    kind: Literal["token"] = "token"


Plan = CallPlan | BundlePlan | ViewPlan | PreflightPlan | SessionPlan | TokenPlan
"""What a request asks for."""
