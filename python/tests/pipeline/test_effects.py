"""
What mutations make stale, merge and refresh, and in which order (SPEC.md, Invalidation; Merge; Refresh).
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from mizan import CallError, KnownUser, TargetDetail
from mizan.app.app_options import AppOptions
from mizan.pipeline.service import InvalidationEvent
from mizan.registry.registry import RegisteredFunction
from mizan.targets.encode_target import encode_target
from tests.pipeline.ask import Asker, Flavour, create_asker
from tests.pipeline.shop import ItemContext, item, rename, store

_MINE: list[Any] = [{"context": "mine", "params": {}}]


def test_hidden_targets_reach_listeners_and_no_answer(ask: Asker) -> None:
    heard: list[str] = []
    end = ask.app.on_invalidate(lambda event: heard.extend(encode_target(one) for one in event.targets))
    answer = ask.call("recount", mounted=_MINE, user="1")
    assert sorted(heard) == ["item", "mine"]
    assert answer.body == {"result": None, "invalidate": ["item"]}
    end()
    ask.call("recount")
    assert len(heard) == 2


def test_own_targets(ask: Asker) -> None:
    answer = ask.call("set_theme", {"theme": "dark"}, user="1")
    own = answer.headers["x-mizan-identity"].split(".")[0]
    assert answer.body["invalidate"] == [{"context": "mine", "own": True}]
    assert answer.headers["x-mizan-invalidate"] == f"mine;_mizan_own={own}"
    assert "cache-group-invalidation" not in answer.headers


def test_before_and_explicit_params(ask: Asker) -> None:
    assert ask.call("remove", {"id": 2}).headers["x-mizan-invalidate"] == "item;id=5"


def test_named_targets(ask: Asker) -> None:
    answer = ask.call("touch", {"id": 3})
    assert answer.headers["x-mizan-invalidate"] == "item;id=3"
    assert answer.body["result"] == answer.headers["x-mizan-cause"]


def test_refresh_brings_what_the_targets_match_and_no_merge_fills(ask: Asker) -> None:
    mounted: list[Any] = [
        {"context": "item", "params": {"id": 1}},
        {"context": "item", "params": {"id": 2}},
        {"context": "item", "params": {"id": "x"}},
        {"context": "item", "params": {"id": 1}, "functions": ["item"]},
        {"context": "gone", "params": {}},
        "nonsense",
    ]
    answer = ask.call("rename", {"id": 1, "name": "Desk lamp"}, mounted=mounted)
    assert answer.body["refresh"] == [{"context": "item", "params": {"id": 1}, "bundle": {"item_length": 9}}]


def test_a_whole_refreshed_bundle_has_the_etag_of_a_fetch(ask: Asker) -> None:
    answer = ask.call("recount", mounted=[{"context": "item", "params": {"id": 1}}])
    (fresh,) = answer.body["refresh"]
    fetched = ask.get("item/?id=1")
    assert fresh["etag"] == fetched.headers["etag"]
    assert fresh["bundle"] == fetched.body


def test_refresh_runs_under_the_guards_and_as_whom_the_mutation_left(ask: Asker) -> None:
    mounted: list[Any] = [{"context": "mine", "params": {}}]
    assert "refresh" not in ask.call("sign_in", {"user": "nobody"}, mounted=mounted).body
    answer = ask.call("sign_in", {"user": "1"}, mounted=mounted)
    assert answer.body["refresh"][0]["bundle"] == {"my_first": "first", "my_theme": "light"}
    assert answer.headers["x-mizan-identity"] == ask.get("mine/", user="1").headers["x-mizan-identity"]
    assert answer.headers["set-cookie"] == "user=1; Path=/; HttpOnly; SameSite=Lax"


class Journal:
    """What happened, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @contextmanager
    def begin(self, function: RegisteredFunction) -> Generator[None]:
        self.lines.append("begin")
        try:
            yield
        except BaseException:
            self.lines.append("rollback")
            raise
        self.lines.append("commit")

    def hear(self, event: InvalidationEvent) -> None:
        self.lines.append("purge")


# An asynchronous transaction spans an event loop, which a synchronous driver has not.
@pytest.mark.parametrize(
    ("flavour", "is_async_transaction"), [("sync", False), ("async", False), ("async", True)]
)
def test_commit_then_purge_then_refresh(
    flavour: Flavour, options: AppOptions, is_async_transaction: bool
) -> None:
    journal = Journal()

    @asynccontextmanager
    async def begin_async(function: RegisteredFunction):  # noqa: ANN202
        with journal.begin(function):
            yield

    begin = begin_async if is_async_transaction else journal.begin
    ask = create_asker(flavour, replace(options, transaction=begin))
    ask.app.on_invalidate(journal.hear)
    answer = ask.call("recount", mounted=[{"context": "item", "params": {"id": 1}}])
    assert journal.lines == ["begin", "commit", "purge"]
    assert len(answer.body["refresh"]) == 1


@pytest.mark.parametrize("how", ["exception", "misfit", "refusal", "slow"])
def test_a_known_rollback_makes_nothing_stale(flavour: Flavour, impatient: AppOptions, how: str) -> None:
    journal = Journal()
    ask = create_asker(flavour, replace(impatient, transaction=journal.begin))
    ask.app.on_invalidate(journal.hear)
    answer = ask.call("break_down", {"how": how})
    assert answer.status >= 400
    assert journal.lines == ["begin", "rollback"]
    assert "invalidate" not in answer.body


def test_a_commit_that_fails_makes_the_static_targets_stale(flavour: Flavour, options: AppOptions) -> None:
    @contextmanager
    def begin(_: RegisteredFunction) -> Generator[None]:
        yield
        raise ConnectionError("lost while it committed")

    ask = create_asker(flavour, replace(options, transaction=begin))
    answer = ask.call("recount")
    assert answer.status == 500
    assert answer.headers["x-mizan-invalidate"] == "item"


def test_a_run_that_does_not_end(flavour: Flavour, impatient: AppOptions) -> None:
    ask = create_asker(flavour, impatient)
    heard: list[InvalidationEvent] = []
    ask.app.on_invalidate(heard.append)
    answer = ask.call("wait_forever")
    assert (answer.status, answer.error["code"]) == (503, "UNAVAILABLE")
    assert answer.headers["x-mizan-invalidate"] == "item"
    assert len(heard) == 1


def test_a_listener_that_fails_costs_the_refresh_alone(ask: Asker) -> None:
    def fail(_: InvalidationEvent) -> None:
        raise RuntimeError("secret")

    ask.app.on_invalidate(fail)
    answer = ask.call("recount", mounted=[{"context": "item", "params": {"id": 1}}])
    assert (answer.status, "refresh" in answer.body) == (200, False)


def test_invalidate_from_anywhere(ask: Asker) -> None:
    heard: list[str] = []
    ask.app.on_invalidate(lambda event: heard.extend(encode_target(one) for one in event.targets))
    ask.app.invalidate(ItemContext, TargetDetail("item", params={"id": 5}))
    ask.app.invalidate(item)
    ask.app.invalidate(TargetDetail(item, params={"id": "no number"}))
    assert heard == ["item", "item.item", "item.item"]
    for wrong in ("nothing", TargetDetail("item", params={"nothing": 1}), TargetDetail("mine", own=True)):
        with pytest.raises(TypeError):
            ask.app.invalidate(wrong)


def test_in_process(ask: Asker) -> None:
    inside = ask.app.caller(KnownUser("1"))
    assert inside.call(rename, id=1, name="Desk").name == "Desk"
    assert inside.call("only_inside", n=1) == 2
    assert inside.context("item", id=1)["item_length"] == 4
    assert inside.context("mine") == {"my_first": "first", "my_theme": "light"}
    with pytest.raises(CallError) as refused:
        inside.call(rename, id="x", name="")
    assert refused.value.code == "VALIDATION_FAILED"
    with pytest.raises(RuntimeError):
        inside.call("break_down", how="exception")
    with pytest.raises(CallError):
        ask.app.caller(None).context("mine")
    assert store.names[1] == "Desk"
