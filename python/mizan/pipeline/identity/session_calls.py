"""What is asked of a session store on the walk of a request: bounded by its deadline, and never a 500."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from mizan.pipeline.refuse import refuse
from mizan.pipeline.service import ErrorReport
from mizan.pipeline.wait import Run, Walk

if TYPE_CHECKING:
    from mizan.identity.session_store import SessionStore
    from mizan.pipeline.exchange import Exchange

T = TypeVar("T")


def ask_store(exchange: Exchange, store: SessionStore, method: Callable[..., T], *args: object) -> Walk[T]:
    """`method` of `store`. A store that fails leaves open who calls: UNAVAILABLE, not anonymous."""
    try:
        if store.is_immediate:
            return method(*args)
        answer: Any = yield Run(method, args, ends_at=exchange.ends_at)
    except Exception as error:
        name = None if exchange.function is None else exchange.function.name
        exchange.service.report(ErrorReport(exchange.id, name, exchange.step, error))
        raise refuse("UNAVAILABLE", "nobody can tell now who calls") from None
    return answer
