"""Django's sessions, MWTs of them, and JWTs beside them (SPEC.md, Identity)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import AsyncClient, Client, override_settings

from mizan.django.django_app import get_app, reset_app
from mizan.identity.session_key import session_key
from tests.django.conftest import PASSWORD

BASE = "/api/mizan"
MWT, JWT = "the MWT secret of the tests, of 32 bytes", "the JWT secret of the tests, of 32 bytes"
BAD_TOKEN = (401, {"reason": "token"})
STALE = (401, {"reason": "stale"})


@pytest.fixture
def ada(database: str) -> Iterator[User]:
    before = settings.MIZAN
    settings.MIZAN = {**before, "SECRETS": {"MWT": [{"KID": "m1", "SECRET": MWT}], "JWT": JWT}}
    reset_app()
    user = User.objects.create_user("ada", password=PASSWORD)
    user.user_permissions.add(Permission.objects.get(codename="add_card"))
    yield user
    settings.MIZAN = before
    reset_app()


def _call(client: Client, name: str, args: Any = None, **headers: str) -> Any:  # noqa: ANN401 -- the test client's response
    body = json.dumps({"fn": name, "args": args or {}})
    sent = {key.replace("_", "-"): value for key, value in headers.items()}
    return client.post(f"{BASE}/call/", body, content_type="application/json", headers=sent)


def _signed_in(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def _csrf(client: Client) -> str:
    return client.get(f"{BASE}/session/").json()["csrf_token"]


def _mint(client: Client) -> str:
    answer = client.post(f"{BASE}/session/token/", headers={"x-csrftoken": _csrf(client)})
    assert answer.status_code == 200
    return answer.json()["token"]


def _refusal(answer: Any) -> tuple[int, Any]:  # noqa: ANN401
    return answer.status_code, answer.json()["error"].get("details")


def test_a_session_mints_with_its_csrf_token(ada: User) -> None:
    assert Client().get(f"{BASE}/session/").json() == {"csrf_token": None}
    assert Client().post(f"{BASE}/session/token/").status_code == 401
    client = _signed_in(ada)
    refused = client.post(f"{BASE}/session/token/")
    assert _refusal(refused) == (403, {"reason": "csrf"})
    claims = jwt.decode(_mint(client), MWT, algorithms=["HS256"], audience="mizan")
    assert claims["sub"] == str(ada.pk)
    assert claims["sid"] == session_key(client.cookies["sessionid"].value)
    assert claims["exp"] - claims["iat"] == 300


def test_a_refusal_says_whose_it_is(ada: User) -> None:
    client = _signed_in(ada)
    identity = client.get(f"{BASE}/session/").headers["X-Mizan-Identity"]
    refused = _call(client, "who", x_csrftoken="x" * 64)
    assert _refusal(refused) == (403, {"reason": "csrf"})
    assert refused.headers["X-Mizan-Identity"] == identity != "-"


@pytest.mark.parametrize("name", ["who", "who_async"])
def test_the_request_has_the_user_of_the_token(ada: User, name: str) -> None:
    token = _mint(_signed_in(ada))
    assert _call(Client(), name, x_mizan_token=token).json()["result"] == "ada"
    assert _call(Client(), name).json()["result"] == "-"
    assert _refusal(_call(Client(), name, x_mizan_token=token[:-2])) == BAD_TOKEN


def test_a_token_is_not_taken_beside_another_session(ada: User) -> None:
    client = _signed_in(ada)
    token = _mint(client)
    assert _call(client, "who", x_mizan_token=token).json()["result"] == "ada"
    other = _signed_in(User.objects.create_user("eve"))
    assert _refusal(_call(other, "who", x_mizan_token=token)) == BAD_TOKEN


def test_rights_that_changed_make_a_token_stale(ada: User) -> None:
    token = _mint(_signed_in(ada))
    assert _call(Client(), "as_adder", x_mizan_token=token).status_code == 200
    assert _call(Client(), "as_staff", x_mizan_token=token).status_code == 403
    ada.user_permissions.clear()
    for name in ("as_adder", "as_staff", "who"):
        assert _refusal(_call(Client(), name, x_mizan_token=token)) == STALE


def test_who_is_not_active_has_no_tokens(ada: User) -> None:
    token = _mint(_signed_in(ada))
    bearer = f"Bearer {_call(Client(), 'obtain', {'user': str(ada.pk)}).json()['result']['access_token']}"
    assert _call(Client(), "who", authorization=bearer).json()["result"] == "ada"
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert _refusal(_call(Client(), "who", x_mizan_token=token)) == STALE
    assert _refusal(_call(Client(), "who", authorization=bearer)) == BAD_TOKEN


@pytest.mark.parametrize("name", ["enter", "enter_async"])
def test_a_handler_signs_in_and_out_by_id(ada: User, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    entered = _call(client, name, {"user": str(ada.pk)})
    assert entered.status_code == 200
    assert entered.headers["X-Mizan-Identity"] != "-"
    # No page has to ask for the token first.
    token = client.cookies["csrftoken"].value
    assert _call(client, "who", x_csrftoken=token).json()["result"] == "ada"
    left = _call(client, "leave", x_csrftoken=token)
    assert left.headers["X-Mizan-Identity"] == "-"
    assert _call(client, "who").json()["result"] == "-"


def test_signing_in_as_nobody_fails(ada: User) -> None:
    for name in ("4711", "ada", "01", ""):
        assert _call(Client(), "enter", {"user": name}).status_code == 500


def test_refresh_tokens_rotate_and_their_reuse_ends_the_session(ada: User) -> None:
    from mizan.django.models import TokenSession

    issued = _call(Client(), "obtain", {"user": str(ada.pk)}).json()["result"]
    kept = TokenSession.objects.get()
    assert kept.user_id == str(ada.pk)
    assert issued["refresh_token"] not in (kept.key, kept.refresh_hash)
    again = _call(Client(), "renew", {"token": issued["refresh_token"]})
    renewed = again.json()["result"]
    assert again.headers["X-Mizan-Identity"] != "-"
    bearer = f"Bearer {renewed['access_token']}"
    assert _call(Client(), "fresh", authorization=bearer).json()["result"] == "fresh"
    assert _call(Client(), "renew", {"token": issued["refresh_token"]}).status_code == 401
    assert TokenSession.objects.count() == 0
    assert _call(Client(), "renew", {"token": renewed["refresh_token"]}).status_code == 401
    assert _call(Client(), "fresh", authorization=bearer).status_code == 401


def test_a_fresh_function_wants_the_session_beside_an_mwt(ada: User) -> None:
    client = _signed_in(ada)
    token = _mint(client)
    assert _call(client, "fresh", x_mizan_token=token).status_code == 200
    assert _call(Client(), "fresh", x_mizan_token=token).status_code == 401
    assert _call(Client(), "who", x_mizan_token=token).status_code == 200
    # A password that was changed ends Django's sessions.
    ada.set_password("another")
    ada.save()
    assert _call(client, "fresh", x_mizan_token=token).status_code == 401


def test_asgi(ada: User) -> None:
    from asgiref.sync import async_to_sync

    token = _mint(_signed_in(ada))

    async def ask(name: str) -> Any:  # noqa: ANN401
        body = json.dumps({"fn": name})
        headers = {"x-mizan-token": token}
        return await AsyncClient().post(
            f"{BASE}/call/", body, content_type="application/json", headers=headers
        )

    for name in ("who", "who_async"):
        assert async_to_sync(ask)(name).json()["result"] == "ada"


def test_public_answers_ask_for_no_session(ada: User) -> None:
    client = _signed_in(ada)
    answer = client.get(f"{BASE}/ctx/board/?board=1")
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRETS": {"MWT": "short"}}, "secrets.mwt has 5 bytes"),
        ({"SECRETS": {"MWT": MWT, "JWT": MWT}}, "are the same"),
        ({"SECRETS": {"MWT": [{"KID": "a"}]}}, "KID"),
        ({"SECRETS": {"SESSION": MWT}}, "is no setting"),
        ({"TOKENS": {"LIFETIME": 5}}, "is no setting"),
        ({"TOKENS": {"MWT_LIFETIME_MS": "5"}}, "is no time"),
        ({"SECRETS": {"JWT": JWT}, "RESOLVE_USER": "tests.django.board.errors.record"}, "need load_user"),
    ],
)
def test_what_is_wrong_with_secrets_stops_the_start(ada: User, change: dict[str, Any], says: str) -> None:
    settings.MIZAN = {**settings.MIZAN, **change}
    reset_app()
    with pytest.raises(ImproperlyConfigured) as found:
        get_app()
    assert says in str(found.value)
    assert MWT not in str(found.value)


def test_a_check_finds_django_s_own_key_in_a_second_purpose(ada: User) -> None:
    call_command("check")
    key = "a secret key that Django has and Mizan too"
    settings.MIZAN = {**settings.MIZAN, "SECRETS": {"MWT": [{"KID": "a", "SECRET": key}]}}
    reset_app()
    with override_settings(SECRET_KEY=key), pytest.raises(SystemCheckError, match="MWT is SECRET_KEY"):
        call_command("check")


def test_migrations_are_whole(database: str) -> None:
    call_command("makemigrations", "mizan", check=True, dry_run=True)
