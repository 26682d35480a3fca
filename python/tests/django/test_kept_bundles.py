"""
The origin cache under Django, on SQLite and on PostgreSQL: commits before purges, nothing kept from inside of an
outer transaction, leases, callers loaded anew, replicas.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import AsyncClient, Client

import mizan.django
from mizan.cache.cache_store import EntryPlace, StoreRead
from mizan.cache.sqlite_cache_store import SqliteCacheStore
from mizan.django.cache_settings import read_cache, read_vary
from mizan.django.django_app import get_app, reset_app
from mizan.django.replicas import needs_primary
from tests.django.board.chosen import chosen
from tests.django.conftest import PASSWORD

BASE = "/api/mizan"
RANDOM = "f" * 32


class WatchedStore(SqliteCacheStore):
    """Notes every step, and whether this thread is in a transaction of the chosen database then."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, timeout_ms=2000)
        self.steps: list[tuple[str, bool]] = []
        self.before_read: Any = None

    def read(self, place: EntryPlace, random: str) -> StoreRead:
        if self.before_read is not None:
            self.before_read()
        return super().read(place, random)

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 -- any attribute
        if name in ("purge", "lease", "release"):
            self.steps.append((name, connections[chosen.alias].in_atomic_block))
        return super().__getattribute__(name)


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[WatchedStore]:
    from tests.django.board.errors import reports

    del reports[:]
    store = WatchedStore(tmp_path / "cache.sqlite3")
    use({"STORE": store})
    yield store
    get_app().close()
    without = {name: value for name, value in settings.MIZAN.items() if name != "CACHE"}
    settings.MIZAN = without
    reset_app()
    assert [report.error for report in reports] == []


def use(cache: Mapping[str, Any]) -> None:
    settings.MIZAN = {**settings.MIZAN, "CACHE": cache}
    reset_app()


def call(client: Client, name: str, args: Mapping[str, Any], mounted: object = None) -> HttpResponse:
    body = {"fn": name, "args": args, **({} if mounted is None else {"mounted": mounted})}
    return client.post(f"{BASE}/call/", json.dumps(body), content_type="application/json")


def read(client: Client | None = None, context: str = "kept", query: str = "?board=1") -> HttpResponse:
    return (client or Client()).get(f"{BASE}/ctx/{context}/{query}")


def mark(response: HttpResponse) -> str:
    return response.headers["X-Mizan-Cache"]


def test_a_bundle_is_kept_until_a_mutation_committed(store: WatchedStore) -> None:
    assert [mark(read()) for _ in range(2)] == ["miss", "hit"]
    mounted = [{"context": "kept", "params": {"board": 1}}]
    answer = call(Client(), "add_kept", {"board": 1, "how": "a"}, mounted)
    assert answer.json()["refresh"][0]["bundle"]["kept_count"] == 1
    # The lease before the commit, the purge after it; the refresh, which kept what it read, after that.
    assert store.steps == [("lease", True), ("purge", False)]
    again = read()
    assert (mark(again), again.json()["kept_count"]) == ("hit", 1)


def test_a_refusal_leaves_the_bundle_and_no_lease(store: WatchedStore) -> None:
    read()
    assert call(Client(), "add_kept", {"board": 1, "how": "refused"}).status_code == 409
    assert store.steps == []
    assert mark(read()) == "hit"


def test_nothing_is_kept_from_inside_of_an_outer_transaction(store: WatchedStore) -> None:
    """As under a TestCase, or a middleware that opens one: what is read there may never be committed."""
    with transaction.atomic(using=chosen.alias):
        assert [mark(read()) for _ in range(2)] == ["bypass", "bypass"]
    assert [mark(read()) for _ in range(2)] == ["miss", "hit"]
    other = "postgres" if chosen.alias == "default" else "default"
    with transaction.atomic(using=other):
        assert mark(read(query="?board=2")) == "bypass"


def test_a_connection_that_does_not_commit_by_itself_keeps_nothing(store: WatchedStore) -> None:
    connection = connections[chosen.alias]
    connection.ensure_connection()
    connection.set_autocommit(False)
    try:
        assert mark(read()) == "bypass"
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def test_a_mutation_inside_of_an_outer_transaction_purges_at_its_commit(store: WatchedStore) -> None:
    read()
    assert Client().get("/job-like/1/").content == b"1"
    # Two databases have a transaction open, and nobody knows which holds the change.
    assert [name for name, _ in store.steps] == ["lease", "purge", "purge"]
    assert store.steps[-1] == ("purge", False)
    after = read()
    assert (mark(after), after.json()["kept_count"]) == ("miss", 1)


def test_and_not_at_all_when_that_rolls_back(store: WatchedStore) -> None:
    read()
    with pytest.raises(RuntimeError):
        Client().get("/job-like/1/?fail=1")
    # Nobody told that it was rolled back: the lease ends by itself, and costs no more than bypasses.
    assert [name for name, _ in store.steps] == ["lease"]
    assert (mark(read()), read().json()["kept_count"]) == ("bypass", 0)


@pytest.mark.parametrize("fails", [False, True])
def test_invalidate_acts_at_the_commit_and_not_on_rollback(store: WatchedStore, fails: bool) -> None:
    read()
    try:
        with transaction.atomic(using=chosen.alias):
            mizan.django.invalidate("kept")
            assert [name for name, _ in store.steps] == ["lease"]
            assert mark(read()) == "bypass"
            if fails:
                raise RuntimeError
    except RuntimeError:
        assert [name for name, _ in store.steps] == ["lease"]
    else:
        assert [name for name, _ in store.steps] == ["lease", "purge"]
        assert mark(read()) == "miss"


def test_invalidate_outside_of_transactions_acts_at_once(store: WatchedStore) -> None:
    read()
    mizan.django.invalidate("kept")
    assert mark(read()) == "miss"


def test_a_fill_that_a_commit_overtook_is_not_kept(store: WatchedStore) -> None:
    """A mutation commits between the versions and the queries of a reader, and one between queries and write."""
    from tests.django.board.models import Card

    manager = type(Card.objects)
    filter_cards = manager.filter

    def overtaken(self: object, **where: int) -> object:
        manager.filter = filter_cards
        found = list(filter_cards(self, **where))
        call(Client(), "add_kept", {"board": 1, "how": "meanwhile"})

        class Found:
            def order_by(self, _: str) -> list[Card]:
                return found

        return Found()

    manager.filter = overtaken
    chosen_before, chosen.alias = chosen.alias, "default"
    try:
        assert read().json()["kept_cards"] == []
    finally:
        manager.filter = filter_cards
        chosen.alias = chosen_before
    after = read()
    assert mark(after) == "miss"
    if chosen.alias == "default":
        assert after.json()["kept_cards"] == ["meanwhile"]


def test_what_was_loaded_of_the_caller_before_the_versions_reaches_no_query(store: WatchedStore) -> None:
    user = User.objects.create_user("ada", password=PASSWORD)
    client = Client()
    client.force_login(user)

    def rename() -> None:
        """After the caller was identified, before the versions are read."""
        store.before_read = None
        User.objects.filter(pk=user.pk).update(username="grace")

    store.before_read = rename
    first = read(client, "kept_mine", "")
    assert (mark(first), first.json()["kept_name"]) == ("miss", "grace")
    assert mark(read(client, "kept_mine", "")) == "hit"


def test_a_query_that_reads_the_user_of_its_request_is_kept_for_her_alone(store: WatchedStore) -> None:
    clients = []
    for name in ("ada", "bob"):
        client = Client()
        client.force_login(User.objects.create_user(name, password=PASSWORD))
        clients.append(client)
    for expected in ("miss", "hit"):
        for client, name in zip(clients, ("ada", "bob"), strict=True):
            answer = read(client, "kept_mine", "")
            assert (mark(answer), answer.json()["kept_name"]) == (expected, name)
    assert read(Client(), "kept_mine", "").status_code == 401


def test_under_asgi(store: WatchedStore) -> None:
    async def ask() -> list[str]:
        client = AsyncClient()
        return [mark(await client.get(f"{BASE}/ctx/kept/?board=1")) for _ in range(2)]

    assert async_to_sync(ask)() == ["miss", "hit"]


def test_within_the_lag_of_replicas_queries_read_the_primary(store: WatchedStore) -> None:
    use({"STORE": store, "REPLICA_LAG_MS": 60_000, "HAS_PRIMARY": True})
    call(Client(), "add_kept", {"board": 1, "how": "a"})
    chosen_before, chosen.alias = chosen.alias, "default"
    try:
        assert not needs_primary()
        answer = read(query="?board=3")
        assert mark(answer) == "miss"
    finally:
        chosen.alias = chosen_before
    assert not needs_primary()


def test_the_router_sends_reads_to_the_primary_then(store: WatchedStore) -> None:
    """Replicas are read by a router behind it."""
    from tests.django.board.replicas import replica_reads

    with replica_reads() as seen:
        read(query="?board=4")
        assert "replica" in seen
        use({"STORE": store, "REPLICA_LAG_MS": 60_000, "HAS_PRIMARY": True})
        del seen[:]
        read(query="?board=5")
        assert seen == []


@pytest.mark.parametrize(
    "cache",
    [{"STORE": "memory", "TTL": 5}, {}, {"STORE": "nowhere://x"}, {"STORE": "memory", "TIMEOUT_MS": 0}],
)
def test_a_wrong_setting_stops_the_start(database: str, cache: dict[str, Any]) -> None:
    before = settings.MIZAN
    try:
        use(cache)
        with pytest.raises(ImproperlyConfigured):
            get_app()
    finally:
        settings.MIZAN = before
        reset_app()


def test_settings_are_read() -> None:
    assert read_cache(None) is None
    options = read_cache({"STORE": "memory", "TIMEOUT_MS": 20, "REPLICA_LAG_MS": 5, "HAS_PRIMARY": True})
    assert options is not None
    assert (options.timeout_ms, options.replica_lag_ms, options.has_primary) == (20, 5, True)
    assert set(read_vary("fixture.prices.VARY_INPUTS")) == {"currency", "tenant"}
    with pytest.raises(ImproperlyConfigured):
        read_vary({"tenant": {"HEADER": "X-Tenant"}})
