"""
The call that a handler of one run gets, with what it read and what it asked for (SPEC.md, Origin cache:
Inputs).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mizan.pipeline.answer_headers import AnswerHeaders
from mizan.pipeline.cache.vary_inputs import VaryTexts
from mizan.pipeline.call import Call
from mizan.pipeline.identity.sign_in import issue_tokens, refresh_tokens, sign_in, sign_out
from mizan.pipeline.read_target import read_target

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from mizan.pipeline.call import CookieOptions, CookiePlace
    from mizan.pipeline.call_request import CallRequest
    from mizan.pipeline.caller_identity import Caller
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.identity.sign_in import ChangedIdentity, IssuedTokens
    from mizan.pipeline.invalidation_target import InvalidationTarget
    from mizan.pipeline.service import Service
    from mizan.pipeline.targets import ContextTarget
    from mizan.pipeline.user import User
    from mizan.pipeline.wait import Walk
    from mizan.registry.registry import RegisteredFunction


@dataclass(frozen=True, slots=True)
class CallFacts:
    """For whom functions run: those of a request, and those that a refresh runs after it."""

    service: Service
    caller: Caller
    request: CallRequest
    id: str
    cause: str | None
    ends_at: float
    revoked: list[str]
    """`exchange.revoked`."""
    is_head_sent: bool = False
    """Whatever a handler sets now comes too late."""
    needs_primary: bool = False
    """A replica may not have the latest commit yet."""

    @property
    def user(self) -> User | None:
        return self.caller.user


def to_facts(exchange: Exchange, caller: Caller) -> CallFacts:
    return CallFacts(
        service=exchange.service,
        caller=caller,
        request=exchange.tracked,
        id=exchange.id,
        cause=exchange.cause,
        ends_at=exchange.ends_at,
        revoked=exchange.revoked,
    )


class RunCall(Call):
    __slots__ = (
        "_facts",
        "_function",
        "changed_identity",
        "has_read_request",
        "has_read_user",
        "headers",
        "named",
        "when_left",
    )

    def __init__(self, function: RegisteredFunction, facts: CallFacts) -> None:
        self._function = function
        self._facts = facts
        self.has_read_user = False
        """It read the caller: the answer is hers, unless her identity is part of its key."""
        self.has_read_request = False
        """It read the request, or put something on the answer: such an answer is nobody else's."""
        self.named: list[ContextTarget] = []
        self.changed_identity: ChangedIdentity | None = None
        """Set where the handler signed somebody in or out, or gave out tokens."""
        self.headers: AnswerHeaders | None = None
        """None when the handler set nothing."""
        self.when_left: Callable[[], Walk[None]] | None = None
        """Walked when its thread ends after nobody waited for it any more."""

    @property
    def user(self) -> User | None:
        self.has_read_user = True
        return self._facts.user

    @property
    def request(self) -> CallRequest:
        self.has_read_request = True
        return self._facts.request

    @property
    def vary(self) -> VaryTexts:
        texts = self.service.vary.resolve(self._function.vary, self._facts.request)
        return VaryTexts(texts, self._function.name)

    @property
    def needs_primary(self) -> bool:
        return self._facts.needs_primary or self._function.kind == "mutation"

    @property
    def seconds_left(self) -> float:
        return self._facts.ends_at - time.monotonic()

    @property
    def id(self) -> str:
        return self._facts.id

    @property
    def cause(self) -> str | None:
        return self._facts.cause

    @property
    def service(self) -> Service:
        return self._facts.service

    @property
    def plain_request(self) -> CallRequest:
        """For adapters, which watch by themselves what is read."""
        return self._facts.request

    @property
    def caller_user(self) -> User | None:
        """For adapters too."""
        return self._facts.user

    def set_cookie(self, name: str, value: str, **options: Unpack[CookieOptions]) -> None:
        self._writable().set_cookie(name, value, **options)

    def clear_cookie(self, name: str, **place: Unpack[CookiePlace]) -> None:
        self._writable().set_cookie(name, "", max_age=0, **place)

    def set_header(self, name: str, value: str) -> None:
        self._writable().set_header(name, value)

    def invalidate(self, target: InvalidationTarget) -> None:
        if self._function.kind == "query":
            raise TypeError(f"{self._function.name} is a query: it only reads, and invalidates nothing")
        self.named.append(read_target(target, self._facts.service))

    def sign_in(self, user_id: str) -> None:
        self._assert_mutation("sign_in")
        self.changed_identity = sign_in(self._facts, self._writable, user_id)

    def sign_out(self) -> None:
        self._assert_mutation("sign_out")
        self.changed_identity = sign_out(self._facts, self._writable)

    def issue_tokens(self, user_id: str) -> IssuedTokens:
        self._assert_mutation("issue_tokens")
        issued, self.changed_identity = issue_tokens(self._facts, user_id)
        return issued

    def refresh_tokens(self, refresh_token: str) -> IssuedTokens:
        self._assert_mutation("refresh_tokens")
        issued, self.changed_identity = refresh_tokens(self._facts, refresh_token)
        return issued

    async def sign_in_async(self, user_id: str) -> None:
        await self.service.identity.to_thread(self.sign_in, user_id)

    async def sign_out_async(self) -> None:
        await self.service.identity.to_thread(self.sign_out)

    async def issue_tokens_async(self, user_id: str) -> IssuedTokens:
        return await self.service.identity.to_thread(self.issue_tokens, user_id)

    async def refresh_tokens_async(self, refresh_token: str) -> IssuedTokens:
        return await self.service.identity.to_thread(self.refresh_tokens, refresh_token)

    def _assert_mutation(self, what: str) -> None:
        if self._function.kind == "query":
            raise TypeError(f"{what}: {self._function.name} is a query, and only reads")

    def _writable(self) -> AnswerHeaders:
        self.has_read_request = True
        if self._facts.is_head_sent:
            raise TypeError(
                f"{self._function.name} sets a header or a cookie, but the head of this streamed answer went "
                "out before: let a mutation set it"
            )
        if self.headers is None:
            self.headers = AnswerHeaders(self._facts.request.origin)
        return self.headers
