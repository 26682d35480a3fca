"""What `create_app` takes, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from urllib.parse import urlsplit

from mizan.app.cache_options import CacheOptions, check_cache_options
from mizan.app.deliver_purges import EdgeTarget
from mizan.app.identity_options import IdentityAsked, SessionOptions, TokenOptions, check_identity
from mizan.app.secrets import HOW_TO_MAKE, Secrets, check_secrets
from mizan.generated.headers import (
    HEADER_CSRF_TOKEN,
    HEADER_IDEMPOTENCY_KEY,
    HEADER_IF_NONE_MATCH,
    HEADER_REQUEST_ID,
    HEADER_TOKEN,
)
from mizan.pipeline.cache.vary_inputs import VaryInput
from mizan.pipeline.idempotency.idempotency_store import IdempotencyStore
from mizan.pipeline.limits import Limits
from mizan.pipeline.log_record import LogRecord
from mizan.pipeline.origin import CorsPolicy, OriginPolicy
from mizan.pipeline.service import ErrorReport, LoadUser, RateLimitHook, ResolveUser, TransactionHook

_DEFAULT_LIMITS = Limits()
_DEFAULT_TOKENS = TokenOptions()
_NO_SECRETS = Secrets()


@dataclass(frozen=True, slots=True)
class CorsOptions:
    origins: Sequence[str]
    """Exact origins; their pages may also send POST."""
    credentials: bool = False
    """Let their browsers send cookies."""
    headers: Sequence[str] = ()
    """Request headers beyond those of the protocol."""


@dataclass(frozen=True, slots=True)
class AppOptions:
    modules: Iterable[ModuleType | Mapping[str, object]] = ()
    """What `client` made in them is served."""
    base: str = "/api/mizan"
    """Path under which the protocol lives."""
    resolve_user: ResolveUser | None = None
    """
    Who sent this request, where no token and no session of ours says so. It is asked again, with the new
    cookies, after a mutation that set some.
    """
    cache: CacheOptions | None = None
    """Keeps the bundles of contexts that ask for it (`cache=` on their queries); None: nothing is kept."""
    vary: Mapping[str, VaryInput] = field(default_factory=dict["str", "VaryInput"])
    """Inputs of queries beside their params, such as tenant or locale, by the name that queries declare."""
    secrets: Secrets = _NO_SECRETS
    """One a purpose; their use decides which are needed."""
    load_user: LoadUser | None = None
    """The user of an id that a session or a token names. It is asked for every request that has one."""
    sessions: SessionOptions | None = None
    """Sessions in cookies, with `secrets.session`, and behind refresh tokens, with `secrets.jwt`."""
    tokens: TokenOptions = _DEFAULT_TOKENS
    edges: Sequence[EdgeTarget] = ()
    """
    Edges before this app that keep its answers: each is told what became stale, also by what did not pass it.
    Needs `secrets.edge`.
    """
    trusted_origins: Sequence[str] = ()
    """Origins of the app's own pages where a proxy changes the host: `https://app.example`."""
    cors: CorsOptions | None = None
    transaction: TransactionHook | None = None
    """Wraps every mutation."""
    rate_limit: RateLimitHook | None = None
    idempotency: IdempotencyStore | None = None
    """Where outcomes of mutations with an Idempotency-Key are kept; default: the memory of this process."""
    on_error: Callable[[ErrorReport], None] | None = None
    """Gets what clients must not see; default: the logger `mizan`."""
    log: Callable[[LogRecord], None] | None = None
    """Gets a record of every request when it is over."""
    limits: Limits = _DEFAULT_LIMITS
    development: bool = False
    """What is only warned about in production is an error."""


_BASE = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
_CORS_HEADERS = (
    "Content-Type",
    HEADER_IF_NONE_MATCH,
    "Authorization",
    HEADER_REQUEST_ID,
    "Cache-Control",
    HEADER_TOKEN,
    HEADER_CSRF_TOKEN,
    HEADER_IDEMPOTENCY_KEY,
)
"""Whatever a kernel of another origin sends: a preflight that lacks one of them ends its request."""


def check_options(
    options: AppOptions, *, has_users: bool = False, has_load_user: bool = False
) -> list[tuple[str, str]]:
    """Every mistake: what is wrong, what to do. The flags: an adapter does that without the option."""
    problems: list[tuple[str, str]] = []
    if _BASE.fullmatch(options.base) is None:
        hint = "write it like /api/mizan: it begins with a slash and ends without one"
        problems.append((f"base {options.base!r} is no path", hint))
    names_users = (options.resolve_user, options.load_user, options.sessions)
    needs_cache = has_users or any(each is not None for each in names_users)
    problems.extend(check_secrets(options.secrets, needs_cache=needs_cache))
    asked = IdentityAsked(
        options.secrets, options.sessions, options.tokens, has_load_user or options.load_user is not None
    )
    problems.extend(check_identity(asked))
    cors_origins = () if options.cors is None else options.cors.origins
    problems.extend(
        (f"{origin!r} is no origin", "write it like https://app.example, without a path")
        for origin in (*options.trusted_origins, *cors_origins)
        if not is_origin(origin)
    )
    for name in () if options.cors is None else options.cors.headers:
        if _HEADER_NAME.fullmatch(name) is None:
            problems.append((f"cors.headers: {name!r} is no header name", "use letters, digits and hyphens"))
    problems.extend(_check_edges(options))
    problems.extend(check_cache_options(options.cache, options.vary, options.secrets.cache))
    return problems


def _check_edges(options: AppOptions) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    if options.edges and options.secrets.edge is None:
        problems.append(("edges need secrets.edge", HOW_TO_MAKE))
    problems.extend(
        (f"{edge!r} is no edge", "write it like EdgeTarget('https://www.example')")
        for edge in options.edges
        if not is_origin(edge.url)
    )
    return problems


def to_origin_policy(trusted_origins: Iterable[str], cors: CorsOptions | None) -> OriginPolicy:
    """From options that passed."""
    if cors is None:
        return OriginPolicy(frozenset(trusted_origins), None)
    allowed = ", ".join([*_CORS_HEADERS, *cors.headers])
    return OriginPolicy(
        frozenset(trusted_origins), CorsPolicy(frozenset(cors.origins), cors.credentials, allowed)
    )


def is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    is_whole = parts.scheme in ("http", "https") and parts.hostname is not None
    suffix = "" if port is None else f":{port}"
    return (
        is_whole
        and text == f"{parts.scheme}://{parts.netloc}"
        and parts.netloc.endswith(suffix)
        and "@" not in text
        and "*" not in text
    )
