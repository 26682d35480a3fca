"""The steps of the model, and what must be true of every answer: nobody else's, and never old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from tests.cache.model_world import (
    DOCS,
    PAGES,
    TENANTS,
    USERS,
    CrashError,
    Data,
    ModelWorld,
    Process,
    desk_of,
    doc_of,
    shop_of,
)

_MUTATIONS = (
    "set_doc",
    "set_doc_explicit",
    "set_docs",
    "fail_doc",
    "refuse_doc",
    "set_note",
    "set_nick",
    "set_price",
)


@dataclass(frozen=True)
class Read:
    process: int
    context: str
    doc: int
    page: int | None
    user: str | None
    tenant: str


@dataclass(frozen=True)
class Mutate:
    process: int
    name: str
    doc: int
    user: str
    tenant: str
    mounts: bool = False


@dataclass(frozen=True)
class Rights:
    """Given or taken, by somebody who knows nothing of the cache."""

    user: str
    rights: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """A read, and what others do at one moment of it."""

    read: Read
    moment: str
    meanwhile: Mutate | Rights


@dataclass(frozen=True)
class AtCommit:
    """A mutation, and what a reader asks, or what becomes of its process, between its commit and its purge."""

    mutate: Mutate
    read: Read | None
    """None: the process crashes."""


@dataclass(frozen=True)
class Fail:
    """The store of a process fails for some methods, or again for none."""

    process: int
    methods: frozenset[str]


@dataclass(frozen=True)
class Happen:
    """`evict`, `pass`, `lapse`, `save`, `lose`, `rev`, `secret`."""

    what: str
    at: int = 0


Step = Read | Mutate | Rights | Between | AtCommit | Fail | Happen


def reads() -> st.SearchStrategy[Read]:
    users = st.sampled_from([None, *USERS])
    contexts = st.sampled_from(["doc", "desk", "shop"])
    return st.builds(
        Read,
        st.integers(0, 1),
        contexts,
        st.sampled_from(DOCS),
        st.sampled_from(PAGES),
        users,
        st.sampled_from(TENANTS),
    )


def mutations() -> st.SearchStrategy[Mutate]:
    names, users = st.sampled_from(_MUTATIONS), st.sampled_from(USERS)
    doc, tenant = st.sampled_from(DOCS), st.sampled_from(TENANTS)
    return st.builds(Mutate, st.integers(0, 1), names, doc, users, tenant, st.booleans())


def steps(*, can_fail: bool) -> st.SearchStrategy[Step]:
    rights = st.builds(
        Rights, st.sampled_from(USERS), st.sampled_from([("desk",), ("desk", "more"), ("more",)])
    )
    moments = st.sampled_from(["read", "query", "write"])
    meanwhile: st.SearchStrategy[Mutate | Rights] = st.one_of(mutations(), rights)
    methods = [frozenset[str](), frozenset({"purge"}), frozenset({"read"}), frozenset({"write"})]
    if can_fail:
        methods.append(frozenset({"lease", "purge", "release"}))
    everything: list[st.SearchStrategy[Any]] = [
        reads(),
        reads(),
        mutations(),
        rights,
        st.builds(Between, reads(), moments, meanwhile),
        st.builds(AtCommit, mutations(), st.none() | reads()),
        st.builds(Fail, st.integers(0, 1), st.sampled_from(methods)),
        st.builds(
            Happen,
            st.sampled_from(["evict", "evict", "pass", "lapse", "save", "lose", "rev", "secret"]),
            st.integers(0, 30),
        ),
    ]
    return st.one_of(everything)


def random_step(random: Random, *, can_fail: bool) -> Step:
    """As `steps`, for long runs: many of them hit, and few begin everything anew."""
    kind = random.choices(
        [
            "read",
            "mutate",
            "rights",
            "between",
            "commit",
            "fail",
            "evict",
            "pass",
            "lapse",
            "save",
            "lose",
            "rev",
        ],
        [40, 12, 4, 12, 10, 3, 6, 6, 3, 2, 2, 1],
    )[0]
    if kind == "read":
        return _random_read(random)
    if kind == "mutate":
        return _random_mutation(random)
    if kind == "between":
        meanwhile = _random_rights(random) if random.random() < 0.3 else _random_mutation(random)
        return Between(_random_read(random), random.choice(["read", "query", "write"]), meanwhile)
    if kind == "commit":
        return AtCommit(_random_mutation(random), _random_read(random) if random.random() < 0.6 else None)
    if kind == "fail":
        methods = [
            frozenset[str](),
            frozenset[str](),
            frozenset({"purge"}),
            frozenset({"read"}),
            frozenset({"write"}),
        ]
        if can_fail:
            methods.append(frozenset({"lease", "purge", "release"}))
        return Fail(random.randrange(2), random.choice(methods))
    if kind == "rights":
        return _random_rights(random)
    return Happen(kind if kind != "rev" else random.choice(["rev", "secret"]), random.randrange(30))


def _random_read(random: Random) -> Read:
    context = random.choice(["doc", "desk", "desk", "shop"])
    user = random.choice([None, *USERS, *USERS])
    return Read(
        random.randrange(2), context, random.choice(DOCS), random.choice(PAGES), user, random.choice(TENANTS)
    )


def _random_mutation(random: Random) -> Mutate:
    name, mounts = random.choice(_MUTATIONS), random.random() < 0.3
    doc, user, tenant = random.choice(DOCS), random.choice(USERS), random.choice(TENANTS)
    return Mutate(random.randrange(2), name, doc, user, tenant, mounts)


def _random_rights(random: Random) -> Rights:
    return Rights(random.choice(USERS), random.choice([("desk",), ("desk",), ("desk", "more"), ("more",)]))


class WrongAnswerError(AssertionError):
    pass


def take(world: ModelWorld, step: Step) -> None:
    if isinstance(step, Read):
        read(world, step)
    elif isinstance(step, Mutate):
        mutate(world, step)
    elif isinstance(step, Rights):
        set_rights(world, step)
    elif isinstance(step, Between):
        read_between(world, step)
    elif isinstance(step, AtCommit):
        mutate_between(world, step)
    elif isinstance(step, Fail):
        process = _process(world, step.process)
        process.store.failing = step.methods
        process.has_unleased_debts = process.has_unleased_debts or "lease" in step.methods
    else:
        happen(world, step)


def read(world: ModelWorld, step: Read) -> None:
    began = len(world.database.history) - 1
    rev = world.rev
    query = {"doc": step.doc} if step.context == "doc" else {}
    if step.context != "shop" and step.page is not None:
        query["page"] = step.page
    headers = {"x-tenant": step.tenant, **({} if step.user is None else {"x-user": step.user})}
    target = f"ctx/{step.context}/?{urlencode(query)}"
    said = _process(world, step.process).ask("GET", target, headers)
    states = world.database.history[began:]
    expected = [_expected(state, later, step, rev) for state in states for later in states]
    if said not in expected:
        raise WrongAnswerError(f"{step} was answered {said}, and not one of {expected}")


def mutate(world: ModelWorld, step: Mutate) -> None:
    text = world.fresh_text()
    args: dict[str, object] = {"text": text}
    if "doc" in step.name and step.name != "set_docs":
        args["doc"] = step.doc
    if step.name == "set_price":
        args["tenant"] = step.tenant
    body: dict[str, object] = {"fn": step.name, "args": args}
    if step.mounts:
        body["mounted"] = [
            {"context": "doc", "params": {"doc": step.doc}},
            {"context": "desk", "params": {}},
            {"context": "shop", "params": {}},
        ]
    headers = {"x-tenant": step.tenant, "x-user": step.user}
    began = len(world.database.history) - 1
    rev = world.rev
    _, said = _process(world, step.process).ask("POST", "call/", headers, body)
    states = world.database.history[began:]
    for item in said.get("refresh", ()):
        asked = Read(step.process, item["context"], step.doc, None, step.user, step.tenant)
        # Of after the commit: not even the state right before it will do.
        after = states[1:] if step.name.startswith("set") and len(states) > 1 else states
        expected = [_expected(state, later, asked, rev) for state in after for later in after]
        if (200, item["bundle"]) not in expected:
            raise WrongAnswerError(f"{step} refreshed {item}, and not one of {expected}")


def set_rights(world: ModelWorld, step: Rights) -> None:
    world.database.data.rights = {**world.database.data.rights, step.user: step.rights}
    world.database.history.append(
        Data(
            dict(world.database.data.docs),
            dict(world.database.data.notes),
            dict(world.database.data.nicks),
            dict(world.database.data.rights),
            dict(world.database.data.prices),
        )
    )


def read_between(world: ModelWorld, step: Between) -> None:
    process = _process(world, step.read.process)

    def act() -> None:
        # By another process: one does not wait for itself.
        meanwhile = step.meanwhile
        if isinstance(meanwhile, Rights):
            set_rights(world, meanwhile)
        else:
            other = 1 - world.processes.index(process) if len(world.processes) > 1 else 0
            mutate(world, Mutate(other, meanwhile.name, meanwhile.doc, meanwhile.user, meanwhile.tenant))

    if step.moment == "query":
        process.in_query = act
    else:
        process.store.before[step.moment] = act
    read(world, step.read)
    process.in_query = None
    process.store.before.clear()


def mutate_between(world: ModelWorld, step: AtCommit) -> None:
    process = _process(world, step.mutate.process)
    at = world.processes.index(process)

    def act() -> None:
        if step.read is None:
            # A lease that could not be taken, a purge that was lost, and a process that dies with it, are three
            # faults at once: then the time of an entry bounds how long it is served.
            if not process.has_unleased_debts:
                world.crash()
            return
        other = 1 - at if len(world.processes) > 1 else 0
        asked = step.read
        read(world, Read(other, asked.context, asked.doc, asked.page, asked.user, asked.tenant))

    world.database.at_commit = act
    try:
        mutate(world, step.mutate)
    except CrashError:
        world.end(process)
        world.processes[at] = Process(world)
    world.database.at_commit = None


def happen(world: ModelWorld, step: Happen) -> None:
    actions: dict[str, Callable[[], None]] = {
        "evict": lambda: world.shared.evict(step.at),
        "pass": lambda: _pass(world, step.at * 1000),
        "lapse": lambda: _pass(world, 31_000),
        "save": lambda: setattr(world, "saved", world.shared.save()),
        "lose": lambda: world.shared.lose_writes(world.saved, f"{world.now_ms + step.at:016x}"),
        "rev": lambda: world.deploy(is_new_rev=True),
        "secret": lambda: world.deploy(is_new_rev=False),
    }
    actions[step.what]()


def _pass(world: ModelWorld, ms: int) -> None:
    world.now_ms += ms + 1


def _process(world: ModelWorld, at: int) -> Process:
    return world.processes[at % len(world.processes)]


def _expected(state: Data, guarded: Data, asked: Read, rev: int) -> tuple[int, Any]:
    """`guarded`: the state in which the guards were asked; a request is no transaction."""
    if asked.context == "doc":
        return 200, {"doc_text": doc_of(state, asked.doc, asked.page, rev)}
    if asked.context == "shop":
        return 200, {"price": shop_of(state, asked.tenant, rev)}
    if asked.user is None:
        return 401, _error("UNAUTHORIZED", "sign in first")
    rights = guarded.rights[asked.user]
    if "desk" not in rights:
        return 403, _error("FORBIDDEN", "you may not do this")
    text = desk_of(state, asked.user, guarded.nicks[asked.user], rights, (asked.page, rev))
    return 200, {"desk_text": text}


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "details": {"function": "desk_text"}}}
