"""Calls: what is refused and in which order, what an answer holds (SPEC.md, Calls; HTTP; Errors)."""

from __future__ import annotations

import pytest

from mizan.pipeline.service import ErrorReport
from tests.pipeline.ask import Asker
from tests.pipeline.shop import store


def test_success(ask: Asker) -> None:
    answer = ask.call("rename", {"id": 1, "name": "Größe"})
    target = '{"context":"item","params":{"id":1}}'
    value = '{"id":1,"name":"Größe"}'
    assert answer.status == 200
    assert answer.text == (
        f'{{"result":{value},"invalidate":[{target}],"merge":'
        f'[{{"context":"item","function":"item","params":{{"id":1}},"value":{value}}}]}}'
    )
    assert answer.headers["x-mizan-invalidate"] == "item;id=1"
    assert answer.headers["x-mizan-identity"] == "-"
    assert answer.headers["x-mizan-protocol"] == "1"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.headers["x-mizan-schema"]) == 16
    assert answer.headers["x-mizan-cause"]
    assert answer.headers["cache-group-invalidation"].startswith('"')


def test_queries_can_be_called_and_have_no_cause(ask: Asker) -> None:
    answer = ask.call("item_length", {"id": 2, "factor": 2})
    assert answer.body == {"result": 10, "invalidate": []}
    assert "x-mizan-cause" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"fn":5}',
        b'{"args":{}}',
        b'{"fn":"touch","args":null}',
        b'{"fn":"touch","mounted":{}}',
    ],
)
def test_what_is_no_call(ask: Asker, body: bytes) -> None:
    assert ask.send("POST", "/api/mizan/call/", body=body).error["code"] == "BAD_REQUEST"


def test_33_mounted_items_are_refused_before_anything_runs(ask: Asker) -> None:
    assert ask.call("recount", {}, mounted=[None] * 33).status == 400
    assert store.runs == 0


@pytest.mark.parametrize("name", ["no_such", "only_inside", "constructor", "__class__", ""])
def test_unknown_and_private_functions_are_alike(ask: Asker, name: str) -> None:
    answer = ask.call(name)
    assert answer.status == 404
    assert answer.error == ask.call("unknown").error
    assert "x-mizan-schema" not in answer.headers


def test_order_of_refusals(ask: Asker) -> None:
    assert ask.call("only_permitted", {"extra": 1}).status == 401
    assert ask.call("only_permitted", {"extra": 1}, user="1").status == 403
    refused = ask.call("only_permitted", {"extra": 1}, user="4")
    assert refused.status == 422
    assert list(refused.error["details"]["fields"]) == ["/extra"]


def test_guards(ask: Asker) -> None:
    assert [ask.call("only_3", {}, user=user).status for user in (None, "1", "3")] == [401, 403, 200]
    assert ask.call("only_permitted", {}, user="3").status == 200


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/api/mizan/call/", 405),
        ("POST", "/api/mizan/call", 404),
        ("POST", "/api/mizan/call//", 404),
        ("DELETE", "/api/mizan/ctx/item/", 405),
        ("GET", "/api/mizan/ctx/nothing/", 404),
        ("GET", "/api/mizan/ctx/item", 404),
        ("GET", "/api/mizan/session/", 404),
        ("GET", "/elsewhere/", 404),
    ],
)
def test_paths(ask: Asker, method: str, target: str, status: int) -> None:
    answer = ask.send(method, target)
    assert answer.status == status
    assert ("allow" in answer.headers) == (status == 405)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "media_type", ["text/plain", "", "application/json; charset=latin1", "application/x-www-form-urlencoded"]
)
def test_media_types(ask: Asker, media_type: str) -> None:
    answer = ask.call("recount", {}, headers={"content-type": media_type})
    assert answer.error["code"] == "UNSUPPORTED_MEDIA_TYPE"
    assert (
        ask.call("recount", {}, headers={"content-type": 'Application/JSON; charset="UTF-8"'}).status == 200
    )


def test_a_body_that_is_too_large(ask: Asker) -> None:
    answer = ask.send("POST", "/api/mizan/call/", body=b" " * 1_048_577)
    assert answer.error["code"] == "PAYLOAD_TOO_LARGE"


def test_request_ids(ask: Asker) -> None:
    assert (
        ask.call("touch", {"id": 1}, headers={"x-request-id": "abc.DEF-123"}).headers["x-request-id"]
        == "abc.DEF-123"
    )
    for foreign in ("short", "x" * 65, "with space!", "line\nbreak1"):
        assert (
            ask.call("touch", {"id": 1}, headers={"x-request-id": foreign}).headers["x-request-id"] != foreign
        )


def test_declared_errors(ask: Asker) -> None:
    answer = ask.call("rename", {"id": 1, "name": "declared"})
    assert (answer.status, answer.error["code"]) == (410, "GONE")
    assert "x-mizan-invalidate" not in answer.headers
    assert "invalidate" not in answer.body


@pytest.mark.parametrize("how", ["exception", "misfit", "undeclared"])
def test_what_breaks_is_internal_and_purges(ask: Asker, reports: list[ErrorReport], how: str) -> None:
    heard: list[str] = []
    ask.app.on_invalidate(lambda event: heard.extend(target.context for target in event.targets))
    answer = ask.call("break_down", {"how": how})
    assert answer.status == 500
    assert answer.error["details"] == {"id": answer.headers["x-request-id"]}
    assert "secret" not in answer.text
    assert answer.body["invalidate"] == ["item"]
    assert answer.headers["x-mizan-invalidate"] == "item"
    assert heard == ["item"]
    assert [report.id for report in reports] == [answer.headers["x-request-id"]]


def test_a_refusal_purges_nothing(ask: Asker) -> None:
    heard: list[object] = []
    ask.app.on_invalidate(heard.append)
    answer = ask.call("break_down", {"how": "refusal"})
    assert answer.status == 409
    assert "invalidate" not in answer.body
    assert heard == []


def test_counters(ask: Asker) -> None:
    ask.call("recount")
    ask.call("no_such")
    counters = ask.app.counters()
    assert (counters.requests, counters.under_way) == (2, 0)
    assert counters.errors == {"NOT_FOUND": 1}
    assert counters.invalidations == 2
