"""Secrets: needed, whole, each its own, rotated (SPEC.md, ID-15)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mizan import DeclarationErrors
from mizan.app.create_app import create_app
from mizan.app.identity_options import SessionOptions, TokenOptions
from mizan.app.secrets import Secrets
from mizan.identity.key_ring import SecretKey
from mizan.identity.memory_session_store import MemorySessionStore
from mizan.identity.session_key import session_key
from tests.pipeline import visitors
from tests.pipeline.ask import Answer, Flavour, create_asker
from tests.pipeline.browser import (
    BAD_TOKEN,
    SESSION,
    TOKEN,
    Browser,
    refusal,
)


def test_a_store_that_fails_is_no_sign_out(flavour: Flavour) -> None:
    class Broken(MemorySessionStore):
        is_immediate = False

        def read(self, key: str) -> Any:  # noqa: ANN401
            raise OSError("no disk: secret")

    reports: list[Any] = []
    options = visitors.create_options(sessions=SessionOptions(Broken()), on_error=reports.append)
    answer = create_asker(flavour, options).call("whoami", headers={"cookie": f"mizan_session={'A' * 43}"})
    assert (answer.status, answer.error["code"]) == (503, "UNAVAILABLE")
    assert "secret" not in answer.text
    assert len(reports) == 1


def test_rotated_secrets(flavour: Flavour) -> None:
    before = replace(visitors.SECRETS, mwt=[visitors.FIRST_KEY])
    old = Browser(create_asker(flavour, visitors.create_options(secrets=before)))
    old.call("sign_in", {"user": "ada"})
    token = {"x-mizan-token": old.token()}

    def ask(**changes: Any) -> Answer:  # noqa: ANN401
        return create_asker(flavour, visitors.create_options(**changes)).call("whoami", headers=token)

    assert ask().body["result"] == "ada"
    other = replace(visitors.SECRETS, mwt=[SecretKey("m1", "another secret under the same old kid")])
    assert refusal(ask(secrets=other)) == BAD_TOKEN
    assert refusal(ask(tokens=TokenOptions(audience="elsewhere"))) == BAD_TOKEN


def test_without_secrets_headers_are_the_apps_own(flavour: Flavour) -> None:
    plain = visitors.create_options(secrets=Secrets(cache="the cache secret of visitors"), sessions=None)
    ask = create_asker(flavour, plain)
    headers = {"authorization": "Bearer its own", "x-mizan-token": "x", "x-user": "sam"}
    assert ask.call("whoami", headers=headers).body["result"] == "sam"
    assert ask.send("GET", SESSION).status == 404
    assert ask.send("POST", TOKEN).status == 404


LONG = "long enough to be a secret of any kind"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"secrets": Secrets(session=LONG)}, "secrets.cache is missing"),
        ({"secrets": Secrets(cache="short", session=LONG)}, "secrets.cache has 5 bytes"),
        ({"secrets": Secrets(cache=LONG, session=LONG)}, "secrets.session and secrets.cache are the same"),
        ({"secrets": replace(visitors.SECRETS, edge=visitors.SECRETS.jwt)}, "are the same"),
        ({"secrets": replace(visitors.SECRETS, mwt="31 bytes are too few for an MWT")}, "has 31 bytes"),
        ({"secrets": replace(visitors.SECRETS, mwt=[])}, "secrets.mwt must be a text or a list"),
        ({"secrets": replace(visitors.SECRETS, mwt=[LONG])}, "secrets.mwt must be a text or a list"),
        ({"secrets": replace(visitors.SECRETS, mwt=[SecretKey("a b", LONG)])}, "is no kid"),
        ({"secrets": replace(visitors.SECRETS, mwt=[SecretKey("a", LONG), SecretKey("a", LONG * 2)])}, "same kid"),
        ({"secrets": Secrets(cache=LONG)}, "sessions need secrets.session"),
        ({"load_user": None}, "need load_user"),
        ({"sessions": SessionOptions(cookie_name="a b")}, "is no cookie name"),
        ({"sessions": SessionOptions(cookie_name="mizan_csrf")}, "is the cookie of CSRF tokens"),
        ({"trusted_origins": ["https://*.example"]}, "is no origin"),
        ({"sessions": SessionOptions(lifetime_ms=0)}, "sessions.lifetime_ms is no time"),
        ({"tokens": TokenOptions(audience="")}, "tokens.audience"),
        ({"tokens": TokenOptions(mwt_lifetime_ms=5)}, "tokens.mwt_lifetime_ms is no time"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_secrets_stops_the_start(change: dict[str, Any], says: str) -> None:
    with pytest.raises(DeclarationErrors) as found:
        create_app(visitors.create_options(**change))
    text = str(found.value)
    assert says in text
    assert LONG not in text
    if "secrets." in says and "kid" not in says:
        assert "secrets.token_urlsafe(32)" in text


def test_a_session_in_a_file_is_found_by_its_hash_alone(flavour: Flavour, tmp_path: Any) -> None:  # noqa: ANN401
    from mizan.identity.sqlite_session_store import SqliteSessionStore

    file = tmp_path / "sessions.sqlite"
    store = SqliteSessionStore(file)
    browser = Browser(create_asker(flavour, visitors.create_options(sessions=SessionOptions(store))))
    browser.call("sign_in", {"user": "ada"})
    session_id = browser.jar["mizan_session"]
    assert browser.call("whoami").body["result"] == "ada"
    assert store.read(session_key(session_id)) is not None
    store.close()
    assert session_id.encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
