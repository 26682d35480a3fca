"""The transaction of a mutation, over one database or several (SPEC.md, INV-14, INV-15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from django.db import connections, transaction

if TYPE_CHECKING:
    from types import TracebackType

    from mizan.pipeline.service import TransactionHook

Purge = "Callable[[InvalidationEvent], Walk[bool]]"


def create_transaction_hook(aliases: Sequence[str]) -> TransactionHook | None:
    """None where there is no database."""
    return (lambda _: MutationTransaction(aliases)) if aliases else None


class MutationTransaction:
    """`atomic` of each database. Not atomic among them: they commit one after the other."""

    __slots__ = ("_aliases", "_stack", "is_rolled_back")

    def __init__(self, aliases: Sequence[str]) -> None:
        self._aliases = aliases
        self._stack = ExitStack()
        self.is_rolled_back = False
        """By `transaction.set_rollback`, or by a database error that the handler caught."""

    def __enter__(self) -> None:
        with ExitStack() as opening:
            for alias in self._aliases:
                opening.enter_context(transaction.atomic(using=alias))
            self._stack = opening.pop_all()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.is_rolled_back = all(
                transaction.get_connection(alias).needs_rollback for alias in self._aliases
            )
        self._stack.__exit__(kind, error, trace)


def is_in_transaction() -> bool:
    """
    Whether this thread is inside of a transaction of any database, that of a TestCase too: what it sees may
    be older than what a reader may keep, or never be committed.
    """
    return any(
        connection.in_atomic_block or (connection.connection is not None and not connection.get_autocommit())
        for connection in connections.all(initialized_only=True)
    )


@contextmanager
def close_connections() -> Iterator[None]:
    """Around a thread that no request has."""
    try:
        yield
    finally:
        connections.close_all()


def find_open_transactions() -> list[str]:
    """
    Aliases of databases that are inside of a transaction in this thread. Those that Django's TestCase wraps
    around a test are none.
    """
    return [
        connection.alias
        for connection in connections.all(initialized_only=True)
        if connection.in_atomic_block and not all(each._from_testcase for each in connection.atomic_blocks)
    ]
