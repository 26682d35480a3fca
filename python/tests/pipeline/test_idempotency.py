"""Idempotency keys (SPEC.md, IDEM-1…13)."""

from __future__ import annotations

import pytest

from tests.pipeline.ask import Answer, Asker
from tests.pipeline.shop import store


def _rename(ask: Asker, key: str, *, name: str = "Desk", user: str | None = "1") -> Answer:
    return ask.call("rename", {"id": 1, "name": name}, user=user, headers={"idempotency-key": key})


def test_a_replay_answers_and_purges_again_and_runs_nothing(ask: Asker) -> None:
    heard: list[object] = []
    ask.app.on_invalidate(heard.append)
    first, again = _rename(ask, "a"), _rename(ask, "a")
    assert store.runs == 1
    assert len(heard) == 2
    assert again.body["result"] == first.body["result"]
    assert again.headers["x-mizan-invalidate"] == first.headers["x-mizan-invalidate"]
    assert again.headers["x-mizan-cause"] == first.headers["x-mizan-cause"]
    assert "merge" not in again.body
    assert ask.app.counters().replays == 1


def test_another_request_under_the_key_is_a_conflict(ask: Asker) -> None:
    _rename(ask, "a")
    refused = _rename(ask, "a", name="Table")
    assert (refused.status, refused.error["details"]) == (409, {"retryable": False})


def test_callers_and_anonymous(ask: Asker) -> None:
    _rename(ask, "a")
    _rename(ask, "a", user="2")
    _rename(ask, "b", user=None)
    _rename(ask, "b", user=None)
    assert store.runs == 4


def test_declared_errors_are_kept_and_others_are_not(ask: Asker) -> None:
    first, again = _rename(ask, "a", name="declared"), _rename(ask, "a", name="declared")
    assert again.error == first.error
    assert again.headers["x-mizan-cause"] == first.headers["x-mizan-cause"]
    for _ in range(2):
        ask.call("break_down", {"how": "exception"}, user="1", headers={"idempotency-key": "b"})
    assert store.runs == 2


def test_what_sets_a_cookie_is_not_kept(ask: Asker) -> None:
    answers = [
        ask.call("sign_in", {"user": "1"}, user="1", headers={"idempotency-key": "a"}) for _ in range(2)
    ]
    assert all("set-cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize("key", ["", "x" * 129, "with space", "é"])
def test_keys_that_are_none(ask: Asker, key: str) -> None:
    assert _rename(ask, key).error["code"] == "BAD_REQUEST"
    assert ask.call("item", {"id": 1}, headers={"idempotency-key": key}).error["code"] == "BAD_REQUEST"
