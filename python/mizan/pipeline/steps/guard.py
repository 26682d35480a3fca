"""Guard: may this caller do that (SPEC.md, Identity, Guards). Runs before any argument is looked at."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mizan.pipeline.refuse import refuse
from mizan.pipeline.run_call import RunCall
from mizan.pipeline.service import Asked, RateLimitVerdict
from mizan.pipeline.wait import Run, Walk

if TYPE_CHECKING:
    from mizan.errors.call_error import CallError
    from mizan.pipeline.run_call import CallFacts
    from mizan.pipeline.user import User
    from mizan.registry.registry import RegisteredFunction


def limit_rate(function: str | None, context: str | None, facts: CallFacts) -> Walk[None]:
    """The app's hook decides before any guard works."""
    hook = facts.service.rate_limit
    if hook is None:
        return
    asked = Asked(function, context, facts.caller, facts.request)
    verdict: object = yield Run(hook.function, (asked,), hook.is_async, facts.ends_at)
    if verdict is None:
        return
    seconds = verdict.retry_after_seconds if isinstance(verdict, RateLimitVerdict) else 1
    is_sound = math.isfinite(seconds) and seconds > 0
    raise refuse(
        "RATE_LIMITED", "too many requests", retry_after_seconds=math.ceil(seconds) if is_sound else 1
    )


def guard(functions: Sequence[RegisteredFunction], facts: CallFacts, *, is_bundle: bool) -> Walk[None]:
    """Raises the first refusal in the order given. `is_bundle`: the refusal names its query."""
    for function in functions:
        if function.guard is None:
            continue
        if not (yield from _passes(function, facts)):
            raise _refuse_caller(facts.user, function.name if is_bundle else None)


def _passes(function: RegisteredFunction, facts: CallFacts) -> Walk[bool]:
    rule = function.guard
    if rule is None:
        return True
    if rule.kind == "custom":
        yield from facts.caller.load()
        run = Run(
            rule.check,
            (facts.user, RunCall(function, facts)),
            inspect.iscoroutinefunction(rule.check),
            facts.ends_at,
        )
        answer: object = yield run
        # Only True passes: a guard that forgot to answer, or answered something truthy, refuses.
        return answer is True
    # The claims of a token let pass on their own; nobody is refused, and no permission is given, by them.
    if rule.kind != "permission" and _has_role(rule.kind, facts.user):
        return True
    yield from facts.caller.load()
    if rule.kind != "permission":
        return _has_role(rule.kind, facts.user)
    user = facts.user
    return user is not None and (user.is_superuser or rule.permission in user.permissions)


def _has_role(role: str, user: User | None) -> bool:
    if user is None:
        return False
    return role == "authenticated" or user.is_superuser or (role == "staff" and user.is_staff)


def _refuse_caller(user: User | None, function_name: str | None) -> CallError:
    details = None if function_name is None else {"function": function_name}
    if user is None:
        return refuse("UNAUTHORIZED", "sign in first", details=details)
    return refuse("FORBIDDEN", "you may not do this", details=details)
