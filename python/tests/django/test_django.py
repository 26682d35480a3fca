"""
mizan.django behind Django's own handler, on SQLite and on PostgreSQL: transactions, callers, CSRF, view
paths.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import connections, transaction
from django.http import HttpResponseBase
from django.test import AsyncClient, Client

import mizan.django
from mizan import TargetDetail
from mizan.pipeline.service import InvalidationEvent
from mizan.targets.encode_target import encode_target
from tests.django.board.chosen import chosen
from tests.django.conftest import PASSWORD

BASE = "/api/mizan"


class Journal:
    """Targets as they were heard, with the number of cards that another connection's reader would see."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.in_transaction: list[bool] = []

    def hear(self, event: InvalidationEvent) -> None:
        self.heard.extend(encode_target(target) for target in event.targets)
        self.in_transaction.append(connections[chosen.alias].in_atomic_block)


@pytest.fixture
def journal(database: str) -> Iterator[Journal]:
    journal = Journal()
    end = mizan.django.on_invalidate(journal.hear)
    yield journal
    end()


def _count() -> int:
    from tests.django.board.models import Card

    return Card.objects.using(chosen.alias).count()


def _call(client: Client, name: str, args: Mapping[str, Any], **headers: str) -> Any:  # noqa: ANN401 -- the test client's response
    body: dict[str, Any] = {"fn": name, "args": args}
    if "mounted" in headers:
        body["mounted"] = json.loads(headers.pop("mounted"))
    return client.post(f"{BASE}/call/", json.dumps(body), content_type="application/json", headers=headers)


def _user() -> User:
    return User.objects.create_user("ada", password=PASSWORD)


@pytest.mark.parametrize("name", ["add_card", "add_card_async"])
def test_commit_then_purge_then_refresh(journal: Journal, name: str) -> None:
    mounted = json.dumps([{"context": "board", "params": {"board": 1}}])
    answer = _call(Client(), name, {"board": 1, "title": "a"}, mounted=mounted)
    assert answer.status_code == 200
    assert answer.json()["refresh"][0]["bundle"]["card_count"] == 1
    assert answer.headers["X-Mizan-Invalidate"] == "board;board=1"
    assert journal.heard == ["board;board=1"]
    assert journal.in_transaction == [False]
    assert _count() == 1


@pytest.mark.parametrize(
    ("how", "status", "kept"),
    [
        ("well", 200, 1),
        ("declared", 409, 0),
        ("exception", 500, 0),
        ("misfit", 500, 0),
        ("rollback", 200, 0),
    ],
)
def test_nothing_is_stale_after_a_rollback(journal: Journal, how: str, status: int, kept: int) -> None:
    answer = _call(Client(), "add_then_fail", {"board": 1, "how": how})
    assert answer.status_code == status
    assert "secret" not in answer.content.decode()
    assert _count() == kept
    assert journal.heard == (["board;board=1"] if kept else [])
    assert ("X-Mizan-Invalidate" in answer.headers) == bool(kept)


def test_what_ends_too_late_is_rolled_back(journal: Journal) -> None:
    answer = _call(Client(), "add_too_late", {"board": 1})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "UNAVAILABLE")
    assert _count() == 0
    assert journal.heard == []


def test_bundles(database: str) -> None:
    _call(Client(), "add_card", {"board": 1, "title": "a"})
    answer = Client().get(f"{BASE}/ctx/board/?board=1")
    assert answer.json() == {
        "card_count": 1,
        "cards": [{"id": answer.json()["cards"][0]["id"], "title": "a"}],
    }
    assert answer.headers["X-Mizan-Entry"] == "board;board=1"
    again = Client().get(f"{BASE}/ctx/board/?board=1", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_invalidate_in_a_view_of_the_framework(journal: Journal) -> None:
    """ATOMIC_REQUESTS wraps it: nobody hears before the commit, and never after a rollback."""
    client = Client(raise_request_exception=False)
    assert client.get("/admin-like/3/").status_code == 200
    # Of two databases nobody knows which holds the change, so that it is said after each commit.
    assert set(journal.heard) == {"board;board=3"}
    assert journal.in_transaction[-1] is False
    heard = len(journal.heard)
    assert client.get("/admin-like/4/?fail").status_code == 500
    assert len(journal.heard) == heard
    assert _count() == 1


def test_invalidate_waits_for_the_outermost_transaction(journal: Journal) -> None:
    with transaction.atomic(using=chosen.alias):
        with transaction.atomic(using=chosen.alias):
            mizan.django.invalidate("board")
        assert mizan.django.caller().call("add_card", board=5, title="inside").title == "inside"
        assert journal.heard == []
    assert journal.heard == ["board", "board;board=5"]
    mizan.django.invalidate(TargetDetail("board", params={"board": 6}), using=chosen.alias)
    assert journal.heard[-1] == "board;board=6"
    with pytest.raises(TypeError):
        mizan.django.invalidate("nothing")


def test_sessions_and_csrf(database: str) -> None:
    _user()
    client = Client(enforce_csrf_checks=True)
    anonymous = client.get(f"{BASE}/session/")
    assert anonymous.headers["X-Mizan-Identity"] == "-"
    signed_in = _call(client, "sign_in", {"username": "ada", "password": PASSWORD})
    assert signed_in.status_code == 200
    assert signed_in.headers["X-Mizan-Identity"] != "-"
    assert client.get(f"{BASE}/ctx/mine/?_mizan_fn=my_name").json() == {"my_name": "ada"}
    refused = _call(client, "add_card", {"board": 1, "title": "a"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN")
    assert _count() == 0
    session = client.get(f"{BASE}/session/")
    assert session.headers["Cache-Control"] == "no-store"
    token = session.json()["csrf_token"]
    assert _call(client, "add_card", {"board": 1, "title": "a"}, **{"x-csrftoken": token}).status_code == 200
    assert (
        _call(client, "add_card", {"board": 1, "title": "a"}, **{"x-csrftoken": "x" * 64}).status_code == 403
    )
    foreign = {"x-csrftoken": token, "origin": "https://foreign.example"}
    assert _call(client, "add_card", {"board": 1, "title": "a"}, **foreign).status_code == 403
    signed_out = _call(client, "sign_out", {}, **{"x-csrftoken": token})
    assert signed_out.headers["X-Mizan-Identity"] == "-"
    assert client.get(f"{BASE}/ctx/mine/?_mizan_fn=my_name").status_code == 401


def test_permissions(database: str) -> None:
    user = _user()
    client = Client()
    client.force_login(user)
    assert client.get(f"{BASE}/ctx/mine/").status_code == 403
    before = client.get(f"{BASE}/ctx/mine/?_mizan_fn=my_name").headers["X-Mizan-Identity"]
    user.user_permissions.add(Permission.objects.get(codename="add_card"))
    answer = client.get(f"{BASE}/ctx/mine/")
    assert answer.json() == {"my_cards": 0, "my_name": "ada"}
    assert answer.headers["Cache-Control"] == "private, no-cache"
    after = answer.headers["X-Mizan-Identity"]
    assert after.split(".")[0] == before.split(".")[0]
    assert after != before


def test_public_answers_ask_for_nobody(database: str) -> None:
    _user()
    client = Client()
    client.login(username="ada", password=PASSWORD)
    answer = client.get(f"{BASE}/ctx/board/?board=1")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "X-Mizan-Identity" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


def test_view_paths(journal: Journal) -> None:
    page = Client().get("/board/7/")
    assert page.content == b"<h1>7</h1>"
    assert page.headers["X-Mizan-Protocol"] == "1"
    assert Client().get("/board/x/").status_code == 422
    form = Client().post("/board/7/add/", {"title": "by a form"}, headers={"origin": "http://testserver"})
    assert form.status_code == 415
    form = Client().post("/board/7/add/", "title=by+a+form", content_type="application/x-www-form-urlencoded")
    assert (form.status_code, form.headers["Location"]) == (303, "/board/7/")
    assert form.headers["X-Mizan-Invalidate"] == "board;board=7"
    assert journal.heard == ["board;board=7"]
    assert Client().post("/board/7/").status_code == 405
    assert _call(Client(), "board_page", {"board": 7}).status_code == 404


@pytest.mark.parametrize(
    "path", ["", "call", "nothing/", "ctx/", "ctx/board", "ctx/board/x/", "\n/", "ctx/b%6fard%20/"]
)
def test_paths_under_the_base_are_envelopes(database: str, path: str) -> None:
    answer = Client().get(f"{BASE}/{path}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "NOT_FOUND"


def test_a_host_that_is_not_allowed(database: str) -> None:
    answer = _call(Client(), "add_card", {"board": 1, "title": "a"}, origin="http://x", host="evil.example")
    assert answer.status_code in (400, 403)
    assert _count() == 0


async def _ask_async() -> list[Any]:
    client = AsyncClient()
    body = json.dumps({"fn": "add_card_async", "args": {"board": 1, "title": "a"}})
    answers: list[HttpResponseBase] = [
        await client.post(f"{BASE}/call/", body, content_type="application/json"),
        await client.post(f"{BASE}/call/", body.replace("_async", ""), content_type="application/json"),
        await client.get(f"{BASE}/ctx/board/?board=1"),
        await client.get("/board/3/"),
    ]
    return answers


@pytest.mark.django_async
def test_asgi(journal: Journal) -> None:
    from asgiref.sync import async_to_sync

    answers = async_to_sync(_ask_async)()
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]
    assert answers[2].json()["card_count"] == 2
    assert journal.heard == ["board;board=1", "board;board=1"]


def test_export(database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export_mizan_ir")
    printed = capsys.readouterr().out
    assert printed == mizan.django.get_app().ir_text
    call_command("export_mizan_ir", output=str(tmp_path / "ir.kdl"))
    assert (tmp_path / "ir.kdl").read_text() == printed


def test_system_checks(database: str) -> None:
    call_command("check")
