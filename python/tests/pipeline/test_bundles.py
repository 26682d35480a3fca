"""Context fetches: params, slices, failures, headers (SPEC.md, Context fetch)."""

from __future__ import annotations

import pytest

from mizan.app.app_options import AppOptions
from mizan.pipeline.service import ErrorReport
from tests.pipeline.ask import Asker, Flavour, create_asker


def test_bundle(ask: Asker) -> None:
    answer = ask.get("item/?id=1")
    assert answer.status == 200
    assert answer.text == '{"item":{"id":1,"name":"Lamp"},"item_length":4}'
    assert answer.headers["x-mizan-entry"] == "item;factor=1;id=1"
    assert answer.headers["cache-control"] == "public, no-cache"
    assert "x-mizan-identity" not in answer.headers
    assert answer.headers["cache-groups"].count('"') == 8


def test_by_post_it_is_the_same_without_an_etag(ask: Asker) -> None:
    answer = ask.send("POST", "/api/mizan/ctx/item/", body={"id": 1, "factor": None, "other": 5})
    assert answer.text == ask.get("item/?id=1").text
    assert answer.headers["x-mizan-entry"] == "item;factor=1;id=1"
    assert "etag" not in answer.headers


def test_etags(ask: Asker) -> None:
    etag = ask.get("item/?id=1").headers["etag"]
    for header in (etag, f'"other", W/{etag}', "*"):
        again = ask.get("item/?id=1", headers={"if-none-match": header})
        assert (again.status, again.text) == (304, "")
        assert again.headers["x-mizan-entry"] == "item;factor=1;id=1"
    assert ask.get("item/?id=2", headers={"if-none-match": etag}).status == 200


def test_head(ask: Asker) -> None:
    answer = ask.send("HEAD", "/api/mizan/ctx/item/?id=1")
    assert (answer.status, answer.text) == (200, "")
    assert answer.headers["etag"] == ask.get("item/?id=1").headers["etag"]


def test_slices(ask: Asker) -> None:
    answer = ask.get("item/?id=1&_mizan_fn=item")
    assert answer.body == {"item": {"id": 1, "name": "Lamp"}}
    assert answer.headers["x-mizan-entry"] == "item;id=1"
    assert "cache-groups" not in answer.headers
    for wrong in ("nothing", "item&_mizan_fn=item", "recount"):
        refused = ask.get(f"item/?id=1&_mizan_fn={wrong}")
        assert list(refused.error["details"]["fields"]) == ["/_mizan_fn"]


@pytest.mark.parametrize(
    ("query", "code", "fields"),
    [
        ("id=01", "VALIDATION_FAILED", ["/id"]),
        ("", "VALIDATION_FAILED", ["/id"]),
        ("id=1&id=2", "VALIDATION_FAILED", ["/id"]),
        ("id=1&factor=0", "VALIDATION_FAILED", ["/factor"]),
        ("id=%", "BAD_REQUEST", None),
        ("id=1&other=%ff", "BAD_REQUEST", None),
        ("id=1&x=" + "a" * 4096, "BAD_REQUEST", None),
    ],
)
def test_params(ask: Asker, query: str, code: str, fields: list[str] | None) -> None:
    refused = ask.get(f"item/?{query}")
    assert refused.error["code"] == code
    if fields is not None:
        assert list(refused.error["details"]["fields"]) == fields
        assert refused.error["details"]["function"] in ("item", "item_length")


def test_guards_name_the_query(ask: Asker) -> None:
    assert ask.get("mine/").error["details"] == {"function": "my_first"}
    refused = ask.get("mine/", user="2")
    assert (refused.status, refused.error["details"]) == (403, {"function": "my_first"})
    answer = ask.get("mine/", user="1")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-mizan-identity"].count(".") == 1
    assert ask.get("mine/?_mizan_fn=my_theme", user="2").status == 200


def test_a_failing_query_leaves_its_neighbours_alone(ask: Asker, reports: list[ErrorReport]) -> None:
    answer = ask.get("flaky/?how=broken")
    assert answer.status == 200
    assert answer.body["flaky_two"] == "steady"
    assert answer.body["_mizan_errors"]["flaky_one"]["code"] == "INTERNAL"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert "secret" not in answer.text
    assert [report.function for report in reports] == ["flaky_one"]


def test_a_late_query_is_unavailable(flavour: Flavour, impatient: AppOptions) -> None:
    ask = create_asker(flavour, impatient)
    answer = ask.get("flaky/?how=late")
    assert answer.body["_mizan_errors"]["flaky_one"]["code"] == "UNAVAILABLE"
    assert answer.body["flaky_two"] == "steady"
    alone = ask.get("flaky/?how=late&_mizan_fn=flaky_one")
    assert (alone.status, alone.error["code"]) == (503, "UNAVAILABLE")


def test_reading_the_caller_taints(ask: Asker) -> None:
    assert ask.get("flaky/").headers["cache-control"] == "public, no-cache"
    answer = ask.get("flaky/?ask=true", user="1")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-mizan-identity"] != "-"
    assert "etag" not in answer.headers
    assert "cache-groups" not in answer.headers
