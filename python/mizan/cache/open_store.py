"""A store by its URL: `memory`, `sqlite:///path`, `redis://host:port/db`, `rediss://…`, `unix://…`."""

from __future__ import annotations

from mizan.cache.cache import DEFAULT_TIMEOUT_MS
from mizan.cache.cache_store import CacheStore
from mizan.cache.memory_cache_store import MemoryCacheStore
from mizan.cache.redis_cache_store import RedisCacheStore
from mizan.cache.sqlite_cache_store import SqliteCacheStore


def open_store(url: str, *, timeout_ms: int | None = None) -> CacheStore:
    """Raises ValueError where it is none of these."""
    scheme, _, rest = url.partition("://")
    limit = DEFAULT_TIMEOUT_MS if timeout_ms is None else timeout_ms
    if url == "memory":
        return MemoryCacheStore()
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return SqliteCacheStore(rest, timeout_ms=limit)
    if scheme in ("redis", "rediss", "unix"):
        return RedisCacheStore(url, timeout_ms=limit)
    raise ValueError(f"{url!r} is no store: memory, sqlite:///path, redis://host:port/db")
