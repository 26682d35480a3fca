"""
The world of the model: a small database with transactions, an app over it, processes that serve the app from one
store, and everything that can happen to them. Every answer is compared with what the database held meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NoReturn

from mizan import Affects, Call, CallError, KnownUser, ReactContext, client
from mizan.app.app_options import AppOptions
from mizan.app.cache_options import CacheOptions
from mizan.app.create_app import create_app
from mizan.app.secrets import Secrets
from mizan.cache.cache_store import CacheEntry, EntryPlace, LeaseTaken, PurgeMade, StoreRead, TagPlace
from mizan.cache.memory_cache_store import MemoryCacheStore
from mizan.pipeline.call_request import CallRequest
from tests.cache.shelf import Request

DocContext = ReactContext("doc")
DeskContext = ReactContext("desk")
ShopContext = ReactContext("shop")

DOCS, USERS, TENANTS, PAGES = (1, 2), ("ada", "bob"), ("main", "north"), (None, 1)


@dataclass(slots=True)
class Data:
    """What is committed."""

    docs: dict[int, str] = field(default_factory=lambda: dict.fromkeys(DOCS, "0"))
    notes: dict[str, str] = field(default_factory=lambda: dict.fromkeys(USERS, "0"))
    nicks: dict[str, str] = field(default_factory=lambda: dict.fromkeys(USERS, "0"))
    rights: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(USERS, ("desk",)))
    prices: dict[str, str] = field(default_factory=lambda: dict.fromkeys(TENANTS, "0"))


@dataclass(frozen=True)
class Person(KnownUser):
    nick: str = ""


class CrashError(BaseException):
    """The process is gone."""


class Database:
    def __init__(self) -> None:
        self.data = Data()
        self.history = [deepcopy(self.data)]
        """Every state that was committed, in order."""
        self.open: Data | None = None
        """What a transaction has written so far."""
        self.at_commit: Callable[[], object] | None = None

    def writable(self) -> Data:
        if self.open is None:
            self.open = deepcopy(self.data)
        return self.open

    def commit(self) -> None:
        if self.open is not None:
            self.data, self.open = self.open, None
            self.history.append(deepcopy(self.data))


class SharedStore(MemoryCacheStore):
    """One memory for several processes, with a clock that the model moves."""

    outlives_process = True
    is_immediate = False

    def read(self, place: EntryPlace, random: str) -> StoreRead:
        """Unlike the memory of one process it may be of another epoch."""
        for tag in place.tags:
            record = self._tags.get(tag)
            if record is not None and not record.is_of(self._epoch):
                record.renew(f"{self._epoch}.{random}", self._now_ms())
        return super().read(place, random)

    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:
        is_of_epoch = all(version.startswith(self._epoch) for version in entry.versions)
        return is_of_epoch and super().write(place, entry, keep_ms)

    def evict(self, at: int) -> None:
        """A tag that holds no lease, or an entry, as memory pressure would."""
        free = [tag for tag, record in self._tags.items() if not record.leases]
        found = [*(("tag", tag) for tag in free), *(("entry", key) for key in self._entries)]
        if not found:
            return
        kind, key = found[at % len(found)]
        if kind == "tag":
            del self._tags[key]  # type: ignore[arg-type]
        else:
            self._bytes -= 0
            del self._entries[key]  # type: ignore[arg-type]

    def save(self) -> tuple[Any, Any]:
        return deepcopy(self._tags), deepcopy(self._entries)

    def lose_writes(self, saved: tuple[Any, Any], epoch: str) -> None:
        """It comes back with what it had then, and another epoch says so."""
        self._tags, self._entries = deepcopy(saved)
        self._epoch = epoch


class ProcessStore(SharedStore):
    """The connection of one process, which may fail, and between whose steps others act."""

    def __init__(self, shared: SharedStore) -> None:
        self.shared = shared
        self.failing: frozenset[str] = frozenset()
        self.before: dict[str, Callable[[], object]] = {}

    def _step(self, name: str) -> None:
        act = self.before.pop(name, None)
        if act is not None:
            act()
        if name in self.failing:
            raise OSError("the store does not answer")

    def read(self, place: EntryPlace, random: str) -> StoreRead:
        self._step("read")
        return self.shared.read(place, random)

    def write(self, place: EntryPlace, entry: CacheEntry, keep_ms: int) -> bool:
        self._step("write")
        return self.shared.write(place, entry, keep_ms)

    def purge(self, place: TagPlace, made: PurgeMade) -> None:
        self._step("purge")
        self.shared.purge(place, made)

    def lease(self, place: TagPlace, taken: LeaseTaken) -> None:
        self._step("lease")
        self.shared.lease(place, taken)

    def release(self, place: TagPlace, lease: str) -> None:
        self._step("release")
        self.shared.release(place, lease)

    def close(self) -> None:
        """The shared one goes on."""


class NoUpkeep:
    """In place of the thread: what is owed is delivered by readers alone, so that a run is one order of steps."""

    def start(self, wait_s: float) -> None: ...

    def close(self) -> None: ...


class Process:
    def __init__(self, world: ModelWorld) -> None:
        self.world = world
        self.store = ProcessStore(world.shared)
        self.in_query: Callable[[], object] | None = None
        self.has_unleased_debts = False
        """It may owe purges that no lease stands for."""
        self.app = create_app(
            AppOptions(
                modules=[create_functions(self, world.rev)],
                resolve_user=self._find_user,
                secrets=Secrets(cache=world.secret),
                cache=CacheOptions(self.store),
                vary={"tenant": lambda request: request.header("x-tenant") or "main"},
                transaction=(lambda _: Transaction(world.database)) if world.has_transaction else None,
                on_error=lambda _: None,
            )
        )
        cache = self.app.service.cache
        assert cache is not None
        cache._upkeep = NoUpkeep()  # type: ignore[assignment] # pyright: ignore[reportPrivateUsage]
        cache._monotonic = world.monotonic  # pyright: ignore[reportPrivateUsage]

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: object = None
    ) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        sent = {**headers, "content-type": "application/json", "origin": "http://app.test"}
        answer = self.app.handle(Request(method, f"/api/mizan/{target}", sent, data))
        text = answer.body if isinstance(answer.body, str) else "null"
        return answer.status, json.loads(text)

    @property
    def hits(self) -> int:
        counters = self.app.counters().cache
        return 0 if counters is None else counters.hit

    def _find_user(self, request: CallRequest) -> Person | None:
        name = request.header("x-user")
        data = self.world.database.data
        if name is None:
            return None
        return Person(name, permissions=data.rights[name], nick=data.nicks[name])


class Transaction:
    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._outer, self._database.open = self._database.open, None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        database = self._database
        if error is None:
            database.commit()
        database.open = self._outer
        act, database.at_commit = database.at_commit, None
        if error is None and act is not None:
            act()


def create_functions(process: Process, rev: int) -> Mapping[str, object]:  # noqa: C901 -- one app
    """`rev`: of the deploy; the queries mean something else with it."""
    database = process.world.database

    def reading() -> Data:
        """What the query sees; then others may act before it ends."""
        seen = database.data
        act, process.in_query = process.in_query, None
        if act is not None:
            act()
        return seen

    def write(change: Callable[[Data], None]) -> None:
        change(database.writable())
        if not process.world.has_transaction:
            database.commit()

    @client(context=DocContext, cache=60, rev=rev)
    def doc_text(call: Call, doc: int, page: int | None = None) -> str:
        return doc_of(reading(), doc, page, rev)

    @client(context=DeskContext, cache=60, rev=rev, auth="perm:desk")
    def desk_text(call: Call, page: int | None = None) -> str:
        data = reading()
        user = call.user
        assert isinstance(user, Person)
        return desk_of(data, user.id, user.nick, user.permissions, (page, rev))

    @client(context=ShopContext, cache=60, rev=rev, vary=["tenant"])
    def price(call: Call) -> str:
        return shop_of(reading(), call.vary.tenant, rev)

    @client(affects=DocContext)
    def set_doc(call: Call, doc: int, text: str) -> None:
        write(lambda data: data.docs.update({doc: text}))

    @client(
        affects=Affects(DocContext, before=lambda args: args["doc"], params=lambda a, _r, b: [{"doc": b}])
    )
    def set_doc_explicit(call: Call, doc: int, text: str) -> None:
        write(lambda data: data.docs.update({doc: text}))

    @client(affects=Affects(DocContext, params=lambda _args: None))
    def set_docs(call: Call, text: str) -> None:
        write(lambda data: data.docs.update(dict.fromkeys(DOCS, text)))

    @client(affects=DocContext)
    def fail_doc(call: Call, doc: int, text: str) -> None:
        write(lambda data: data.docs.update({doc: text}))
        raise RuntimeError("broken")

    @client(affects=DocContext)
    def refuse_doc(call: Call, doc: int, text: str) -> None:
        raise CallError("CONFLICT", "no")

    @client(affects=Affects(DeskContext, own=True), auth=True)
    def set_note(call: Call, text: str) -> None:
        name = "" if call.user is None else call.user.id
        write(lambda data: data.notes.update({name: text}))

    @client(affects=Affects(DeskContext, own=True), auth=True)
    def set_nick(call: Call, text: str) -> None:
        name = "" if call.user is None else call.user.id
        write(lambda data: data.nicks.update({name: text}))

    @client(affects=ShopContext)
    def set_price(call: Call, tenant: str, text: str) -> None:
        write(lambda data: data.prices.update({tenant: text}))

    found = dict(locals())
    return {name: found[name] for name in found if name not in ("process", "database")}


def doc_of(data: Data, doc: int, page: int | None, rev: int) -> str:
    return f"{doc} {data.docs[doc]} {page} r{rev}"


def desk_of(data: Data, user: str, nick: str, rights: tuple[str, ...], at: tuple[int | None, int]) -> str:
    page, rev = at
    return f"{user} {data.notes[user]} {nick} {','.join(rights)} {page} r{rev}"


def shop_of(data: Data, tenant: str, rev: int) -> str:
    return f"{tenant} {data.prices[tenant]} r{rev}"


class ModelWorld:
    def __init__(self, *, processes: int, has_transaction: bool) -> None:
        self.database = Database()
        self.has_transaction = has_transaction
        self.now_ms = 1_000_000_000
        self.shared = SharedStore(now_ms=lambda: self.now_ms)
        self.secret, self.rev = "secret number 0 of the model", 0
        self.processes = [Process(self) for _ in range(processes)]
        self.saved = self.shared.save()
        self.count = 0
        self._ended_hits = 0

    @property
    def hits(self) -> int:
        """Of all processes that there were."""
        return self._ended_hits + sum(process.hits for process in self.processes)

    def end(self, process: Process) -> None:
        self._ended_hits += process.hits

    def monotonic(self) -> float:
        return self.now_ms / 1000

    def fresh_text(self) -> str:
        self.count += 1
        return str(self.count)

    def deploy(self, *, is_new_rev: bool) -> None:
        """Every process begins anew, with another meaning of its queries or another cache secret."""
        self.count += 1
        if is_new_rev:
            self.rev = self.count
        else:
            self.secret = f"secret number {self.count} of the model"
        for process in self.processes:
            self.end(process)
        self.processes = [Process(self) for _ in self.processes]

    def crash(self) -> NoReturn:
        raise CrashError
