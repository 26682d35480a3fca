"""What `create_app` takes, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from urllib.parse import urlsplit

from mizan.app.cache_options import CacheOptions, check_cache_options
from mizan.generated.headers import HEADER_IDEMPOTENCY_KEY, HEADER_IF_NONE_MATCH, HEADER_REQUEST_ID
from mizan.pipeline.cache.vary_inputs import VaryInput
from mizan.pipeline.idempotency.idempotency_store import IdempotencyStore
from mizan.pipeline.limits import Limits
from mizan.pipeline.log_record import LogRecord
from mizan.pipeline.origin import CorsPolicy, OriginPolicy
from mizan.pipeline.service import ErrorReport, RateLimitHook, ResolveUser, TransactionHook

_DEFAULT_LIMITS = Limits()


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
    """Who sent this request. It is asked again, with the new cookies, after a mutation that set some."""
    cache_secret: str | None = None
    """
    Keys what stands for users on the wire; needed with `resolve_user`, the same in every process of the app.
    """
    cache: CacheOptions | None = None
    """Keeps the bundles of contexts that ask for it (`cache=` on their queries); None: nothing is kept."""
    vary: Mapping[str, VaryInput] = field(default_factory=dict["str", "VaryInput"])
    """Inputs of queries beside their params, such as tenant or locale, by the name that queries declare."""
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
_MIN_SECRET_CHARS = 16
_CORS_HEADERS = (
    "Content-Type",
    HEADER_IF_NONE_MATCH,
    "Authorization",
    HEADER_REQUEST_ID,
    "Cache-Control",
    HEADER_IDEMPOTENCY_KEY,
)
"""Whatever a kernel of another origin sends: a preflight that lacks one of them ends its request."""


def check_options(options: AppOptions, *, has_users: bool = False) -> list[tuple[str, str]]:
    """Every mistake: what is wrong, what to do. `has_users`: an adapter resolves them without the option."""
    problems: list[tuple[str, str]] = []
    if _BASE.fullmatch(options.base) is None:
        hint = "write it like /api/mizan: it begins with a slash and ends without one"
        problems.append((f"base {options.base!r} is no path", hint))
    has_secret = options.cache_secret is not None and len(options.cache_secret) >= _MIN_SECRET_CHARS
    if (has_users or options.resolve_user is not None) and not has_secret:
        hint = "give a random text of 16 characters or more, the same in every process"
        problems.append(("resolve_user needs cache_secret", hint))
    cors_origins = () if options.cors is None else options.cors.origins
    problems.extend(
        (f"{origin!r} is no origin", "write it like https://app.example, without a path")
        for origin in (*options.trusted_origins, *cors_origins)
        if not is_origin(origin)
    )
    for name in () if options.cors is None else options.cors.headers:
        if _HEADER_NAME.fullmatch(name) is None:
            problems.append((f"cors.headers: {name!r} is no header name", "use letters, digits and hyphens"))
    problems.extend(check_cache_options(options.cache, options.vary, options.cache_secret))
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
    )
