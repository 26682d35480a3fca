"""
Sessions in Redis, shared by every process of an app in any language (SPEC.md, ID-19): a step is one script,
and all sessions are in one slot. A session is `REFRESH_HASH USER_ID`, `-` where it has no refresh token.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Protocol, cast

from mizan.identity.session_store import (
    FoundSession,
    RefreshChange,
    RotateOutcome,
    SessionStore,
    StoredSession,
)


class RedisClient(Protocol):
    """Of the package `redis`: `Redis` or `RedisCluster`, connected, of a server that evicts nothing."""

    def eval(self, script: str, numkeys: int, *keys_and_args: Any) -> Any: ...  # noqa: ANN401 -- as the library says


_FIND = """
local text = redis.call('GET', KEYS[1])
return text and { text, redis.call('PTTL', KEYS[1]) }
"""
_CREATE = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])"
_TOUCH = "return redis.call('PEXPIRE', KEYS[1], ARGV[1])"
_DELETE = "return redis.call('DEL', KEYS[1])"
_REPLACE = """
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
"""
_ROTATE = """
local text = redis.call('GET', KEYS[1])
local hash, user = string.match(text or '', '^(%S+) (.*)$')
if not hash or hash == '-' then return { 'missing' } end
if hash ~= ARGV[1] then
  redis.call('DEL', KEYS[1])
  return { 'reused' }
end
redis.call('SET', KEYS[1], ARGV[2] .. ' ' .. user, 'PX', ARGV[3])
return { 'rotated', user }
"""
_session_of = re.compile(r"(\S+) (.*)", re.DOTALL).fullmatch


class RedisSessionStore(SessionStore):
    is_immediate: ClassVar[bool] = False

    def __init__(self, client: RedisClient) -> None:
        """`client` is the app's to close."""
        self._client = client

    def create(self, key: str, session: StoredSession, lifetime_ms: int) -> None:
        self._run(_CREATE, [key], _to_text(session), lifetime_ms)

    def read(self, key: str) -> FoundSession | None:
        said = self._run(_FIND, [key])
        found = cast("list[Any]", said) if isinstance(said, list) else [b"", 0]
        session = _to_session(_text_of(found[0]))
        left = found[1]
        # What was not written here signs nobody in.
        return None if session is None or type(left) is not int or left <= 0 else FoundSession(session, left)

    def touch(self, key: str, lifetime_ms: int) -> bool:
        return self._run(_TOUCH, [key], lifetime_ms) == 1

    def replace(self, old_key: str, key: str, session: StoredSession, lifetime_ms: int) -> None:
        self._run(_REPLACE, [old_key, key], _to_text(session), lifetime_ms)

    def rotate(self, key: str, change: RefreshChange) -> RotateOutcome:
        said: Any = self._run(_ROTATE, [key], change.from_hash, change.to_hash, change.lifetime_ms)
        state, *rest = [_text_of(each) for each in said]
        if state == "rotated":
            return RotateOutcome("rotated", rest[0])
        return RotateOutcome("reused" if state == "reused" else "missing")

    def delete(self, key: str) -> None:
        self._run(_DELETE, [key])

    def close(self) -> None:
        """The client is the app's."""

    def _run(self, script: str, keys: list[str], *words: str | int) -> object:
        return self._client.eval(script, len(keys), *(f"mizan:{{sessions}}:s:{key}" for key in keys), *words)


def _to_text(session: StoredSession) -> str:
    return f"{session.refresh_hash or '-'} {session.user_id}"


def _to_session(text: str) -> StoredSession | None:
    parts = _session_of(text)
    if parts is None:
        return None
    refresh_hash, user_id = parts.groups()
    return StoredSession(user_id, None if refresh_hash == "-" else refresh_hash)


def _text_of(value: object) -> str:
    """Bytes, or text where the client decodes."""
    return value.decode() if isinstance(value, bytes) else str(value)
