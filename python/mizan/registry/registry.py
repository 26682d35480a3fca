"""What an app serves, ready for the pipeline: declarations checked, types compiled. Made once at start."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import inspect

    from mizan.ir.model import FunctionKind, IrDocument, RouteNode, TypeExpression
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.call import Call
    from mizan.pipeline.user import User


# Not frozen: one is made for every run, and that costs as much as decoding two arguments.
@dataclass(slots=True)
class Decoded:
    """Arguments that fit."""

    value: Mapping[str, Any]
    """For the handler, by name: natives, after defaults, validation and transforms."""
    normal: JsonObject
    """Wire JSON in normal form, after defaults, validation and transforms: of it canonical texts are made."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Arguments that do not fit: messages by JSON pointer, as `details.fields` has them."""

    fields: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RoleGuard:
    kind: Literal["authenticated", "staff", "superuser"]


@dataclass(frozen=True, slots=True)
class PermissionGuard:
    permission: str
    kind: Literal["permission"] = "permission"


@dataclass(frozen=True, slots=True)
class CustomGuard:
    check: Callable[[User | None, Call], bool | Awaitable[bool]]
    """Awaited when it is asynchronous."""
    kind: Literal["custom"] = "custom"


Guard = RoleGuard | PermissionGuard | CustomGuard


@dataclass(frozen=True, slots=True)
class RegisteredError:
    status: int
    encode_details: Callable[[object], JsonValue]
    """Raises EncodeError when the details do not fit."""


@dataclass(frozen=True, slots=True)
class RegisteredAffect:
    """One static effect of a mutation (SPEC.md, Scope of a target)."""

    context: str
    function: str | None = None
    """Set on a function-level target."""
    own: bool = False
    hidden: bool = False
    """Obeyed at the server, never written into an answer."""
    scope: tuple[str, ...] = ()
    """Params that arguments of the same name fix: matched and listed in `scope`."""
    before: Callable[[Mapping[str, Any], Call], object] | None = None
    """Explicit scope: runs before the handler, inside its transaction. What it returns may be awaitable."""
    params: Callable[[Mapping[str, Any], Any, Any], object] | None = None
    """Explicit scope, of (arguments, result, what `before` returned): sets of param values; None is broad."""


@dataclass(frozen=True, slots=True)
class RegisteredMerge:
    context: str
    function: str


@dataclass(frozen=True, slots=True)
class RegisteredFunction:
    name: str
    kind: FunctionKind
    private: bool
    """Callable in process only; NOT_FOUND on the wire."""
    context: str | None
    """Name of the context of a query."""
    guard: Guard | None
    login: bool
    """A token that is not valid counts as none."""
    fresh: bool
    """A token is taken only while its session is there."""
    cache: int | None
    """Seconds that its bundle may be kept; None: the query did not ask for that."""
    rev: int
    """Revision of its meaning; 0 when none was given."""
    vary: tuple[str, ...]
    """Names of the vary inputs that it reads, sorted."""
    parameters: tuple[str, ...]
    """Names of the arguments, in declaration order."""
    decode_arguments: Callable[[JsonValue], Decoded | Misfit]
    """Decoded JSON: its structure is checked by the IR, then Pydantic makes natives and adds its rules."""
    encode_result: Callable[[Any], JsonValue]
    """Handler result → wire JSON. Raises EncodeError when the result does not fit the declared output."""
    encode_result_text: Callable[[Any], str]
    """`print_json(encode_result(value))`, quicker."""
    errors: Mapping[str, RegisteredError]
    affects: tuple[RegisteredAffect, ...]
    merge: tuple[RegisteredMerge, ...]
    route: RouteNode | None
    receives: Literal["call", "request"]
    """What the first parameter of the handler is: the Call, or the framework's own request."""
    injected: tuple[inspect.Parameter, ...]
    """Parameters that the framework fills (`Depends`): no arguments of the function."""
    is_async: bool
    """`invoke` returns an awaitable."""
    invoke: Callable[[Any, Mapping[str, Any]], Any]
    """Runs the handler with (the Call or the request, `Decoded.value` and what was injected)."""
    fingerprint: str
    """X-Mizan-Schema of this function."""
    place: str
    """`file:line` of the declaration, for logs and errors."""
    declared: Callable[..., object]
    """What `client` returned: what `affects` and in-process callers refer to."""


@dataclass(frozen=True, slots=True)
class RegisteredParam:
    name: str
    type: TypeExpression
    required: bool
    used_by: tuple[str, ...]
    """Names of the queries that declare it."""
    normalize: Callable[[Any], JsonValue]
    """
    A value that stands in a target → its normal form after the param's own validation and transforms. Accepts
    natives (datetime, Decimal, bytes) too. Raises ParamMisfitError when the value fails them.
    """
    canonical_text: Callable[[JsonValue], str | None]
    """Canonical text of a normal form; None for null."""


class ParamMisfitError(Exception):
    """A value in a target that is none of the param: it is left out, which is broader (INV-9)."""


@dataclass(frozen=True, slots=True)
class RegisteredContext:
    name: str
    user_scoped: bool
    """A query has a guard."""
    queries: tuple[RegisteredFunction, ...]
    """Sorted by name in byte order."""
    params: tuple[RegisteredParam, ...]
    """Sorted by name in byte order."""
    vary: tuple[str, ...]
    """Names of the vary inputs that one of its queries reads, sorted."""
    fingerprint: str
    """X-Mizan-Schema of this context."""


@dataclass(frozen=True, slots=True)
class Registry:
    functions: Mapping[str, RegisteredFunction]
    contexts: Mapping[str, RegisteredContext]
    ir: IrDocument
    ir_text: str
    """Canonical KDL text of `ir`."""
    name_of: Callable[[object], str | None]
    """Name on the wire of what `client` returned; None when it is not registered."""
