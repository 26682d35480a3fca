"""
The origin cache in Redis, shared by any number of machines and languages, Redis Cluster too (SPEC.md,
CACHE-10 to CACHE-18, CACHE-24). Every step is one script and one round trip; the clock and the epoch are the
server's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from mizan.cache.cache_store import (
    AsyncCacheStore,
    CacheEntry,
    CacheStore,
    EntryPlace,
    LeaseTaken,
    PurgeMade,
    StoreRead,
    TagPlace,
)
from mizan.cache.entry_text import decode_entry, encode_entry
from mizan.cache.store_keys import entry_key, tag_key
from mizan.generated import cache_scripts as scripts

if TYPE_CHECKING:
    from redis import Redis
    from redis.asyncio import Redis as AsyncRedis

_TIMEOUT_MS = 50
_CONNECTIONS = 50
_Question = tuple[str, str, Sequence[str], Sequence[str | bytes]]
"""SHA-1 of the script, its text, keys, arguments."""


class RedisCacheStore(CacheStore):
    outlives_process = True

    def __init__(
        self,
        url: str | None = None,
        *,
        client: Redis | None = None,
        async_client: AsyncRedis | None = None,
        timeout_ms: int = _TIMEOUT_MS,
    ) -> None:
        """
        `url`: of one server, with a connection pool for threads and one for each event loop. Or clients of
        your own, for Redis Cluster or Sentinel: they must give up within about `timeout_ms` and must not try
        again by themselves. With `client` alone, event loops use it in threads.
        """
        if (url is None) == (client is None):
            raise ValueError("give either a URL or a client")
        _find_library()
        self._timeout_s = timeout_ms / 1000
        self._client = client if url is None else _connect(url, self._timeout_s)
        self._loops = _LoopClients(url, async_client, self._timeout_s)

    @property
    def for_event_loops(self) -> AsyncCacheStore | None:
        return self._loops if self._loops.has_client else None

    def read(self, place: EntryPlace, random: str) -> StoreRead:
        return _to_read(self._ask(_ask_read(place, random)))

    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:
        return self._ask(_ask_write(place, entry, keep_ms)) == 1

    def purge(self, place: TagPlace, made: PurgeMade) -> None:
        self._ask(_ask_purge(place, made))

    def lease(self, place: TagPlace, taken: LeaseTaken) -> None:
        self._ask(_ask_lease(place, taken))

    def release(self, place: TagPlace, lease: str) -> None:
        self._ask(_ask_release(place, lease))

    def close(self) -> None:
        """Connections of event loops end with their loops."""
        if self._client is not None:
            self._client.close()

    def _ask(self, question: _Question) -> Any:  # noqa: ANN401 -- what the script answers
        from redis.exceptions import NoScriptError

        sha, text, keys, args = question
        client: Any = self._client
        try:
            return client.evalsha(sha, len(keys), *keys, *args)
        except NoScriptError:
            return client.eval(text, len(keys), *keys, *args)


class _LoopClients(AsyncCacheStore):
    """A client for each event loop: connections belong to the loop that opened them."""

    def __init__(self, url: str | None, client: AsyncRedis | None, timeout_s: float) -> None:
        self._url = url
        self._given = client
        self._timeout_s = timeout_s
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncRedis] = WeakKeyDictionary()

    @property
    def has_client(self) -> bool:
        return self._given is not None or self._url is not None

    async def read(self, place: EntryPlace, random: str) -> StoreRead:
        return _to_read(await self._ask(_ask_read(place, random)))

    async def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:
        return await self._ask(_ask_write(place, entry, keep_ms)) == 1

    async def purge(self, place: TagPlace, made: PurgeMade) -> None:
        await self._ask(_ask_purge(place, made))

    async def lease(self, place: TagPlace, taken: LeaseTaken) -> None:
        await self._ask(_ask_lease(place, taken))

    async def release(self, place: TagPlace, lease: str) -> None:
        await self._ask(_ask_release(place, lease))

    async def _ask(self, question: _Question) -> Any:  # noqa: ANN401 -- what the script answers
        from redis.exceptions import NoScriptError

        sha, text, keys, args = question
        client: Any = self._given or self._of_loop()
        try:
            return await client.evalsha(sha, len(keys), *keys, *args)
        except NoScriptError:
            return await client.eval(text, len(keys), *keys, *args)

    def _of_loop(self) -> AsyncRedis:
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            client = self._clients[loop] = _connect_async(self._url or "", self._timeout_s)
        return client


def _find_library() -> None:
    if find_spec("redis") is None:
        raise ImportError("the Redis store needs redis-py: install mizan[redis]")


def _connect(url: str, timeout_s: float) -> Redis:
    """Nothing is tried again: whoever asks has another way, and a step must not take place twice unseen."""
    from redis import BlockingConnectionPool, Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    from_url = cast("Any", BlockingConnectionPool).from_url
    pool = from_url(
        url,
        max_connections=_CONNECTIONS,
        timeout=timeout_s,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis(connection_pool=pool)


def _connect_async(url: str, timeout_s: float) -> AsyncRedis:
    from redis.asyncio import BlockingConnectionPool, Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    from_url = cast("Any", BlockingConnectionPool).from_url
    pool = from_url(
        url,
        max_connections=_CONNECTIONS,
        timeout=timeout_s,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis(connection_pool=pool)


def _ask_read(place: EntryPlace, random: str) -> _Question:
    keys = [entry_key(place), *(tag_key(place.context, tag) for tag in place.tags)]
    return scripts.READ_SHA, scripts.READ_SCRIPT, keys, [random]


def _ask_write(place: EntryPlace, entry: CacheEntry, keep_ms: int) -> _Question:
    keys = [entry_key(place), *(tag_key(place.context, tag) for tag in place.tags)]
    return scripts.WRITE_SHA, scripts.WRITE_SCRIPT, keys, [encode_entry(entry), str(keep_ms), *entry.versions]


def _ask_purge(place: TagPlace, made: PurgeMade) -> _Question:
    keys = [tag_key(place.context, tag) for tag in (*place.tags, *made.leased)]
    args = [made.random, made.lease or "", str(len(place.tags))]
    return scripts.PURGE_SHA, scripts.PURGE_SCRIPT, keys, args


def _ask_lease(place: TagPlace, taken: LeaseTaken) -> _Question:
    keys = [tag_key(place.context, tag) for tag in place.tags]
    return scripts.LEASE_SHA, scripts.LEASE_SCRIPT, keys, [taken.lease, str(taken.life_ms), taken.random]


def _ask_release(place: TagPlace, lease: str) -> _Question:
    keys = [tag_key(place.context, tag) for tag in place.tags]
    return scripts.RELEASE_SHA, scripts.RELEASE_SCRIPT, keys, [lease]


def _to_read(said: Any) -> StoreRead:  # noqa: ANN401 -- what the script answers
    text, is_leased, age_ms, now_ms, is_corrupted, *versions = said
    entry = None if text is None else decode_entry(_to_text(text))
    return StoreRead(
        entry,
        tuple(_to_text(version) for version in versions),
        is_leased == 1,
        age_ms,
        now_ms,
        is_corrupted == 1 or (text is not None and entry is None),
    )


def _to_text(value: Any) -> str:  # noqa: ANN401 -- bytes, or text where the client decodes
    # What is no UTF-8 is no entry either: the count of its bytes will not be right.
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
