"""Sessions in cookies, and what a foreign page cannot do with them (SPEC.md, ID-1…20, CORS-1)."""

from __future__ import annotations

from typing import Any

import pytest

from mizan.app.identity_options import SessionOptions
from mizan.identity.memory_session_store import MemorySessionStore
from tests.pipeline import visitors
from tests.pipeline.ask import Asker, Flavour, create_asker
from tests.pipeline.browser import (
    FOREIGN,
    NO_CSRF,
    SESSION,
    TOKEN,
    UNAUTHORIZED,
    Browser,
    refusal,
)
from tests.pipeline.visitors import people


class Clock:
    now_ms = 1_000_000

    def __call__(self) -> int:
        return self.now_ms


@pytest.mark.parametrize("how", ["sign_in", "sign_in_slowly"])
def test_a_cookie_carries_a_session(browser: Browser, how: str) -> None:
    signed_in = browser.call(how, {"user": "ada"})
    cookies = [value for name, value in signed_in.every_header if name == "Set-Cookie"]
    assert cookies[0].startswith("mizan_session=")
    assert cookies[0].endswith("; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax")
    assert cookies[1].startswith("mizan_csrf=")
    assert "HttpOnly" not in cookies[1]
    identity = signed_in.headers["x-mizan-identity"]
    assert identity != "-"
    assert browser.call("whoami").body["result"] == "ada"
    read = browser.send("GET", "/api/mizan/ctx/desk/")
    assert (read.body, read.headers["x-mizan-identity"]) == ({"desk_owner": "ada"}, identity)


def test_what_comes_with_a_sign_in_belongs_to_the_new_identity(browser: Browser) -> None:
    browser.call("sign_in", {"user": "eve"})
    mounted: list[dict[str, Any]] = [{"context": "desk", "params": {}}]
    answer = browser.call("sign_in", {"user": "ada"}, mounted=mounted)
    assert answer.body["refresh"][0]["bundle"] == {"desk_owner": "ada"}
    gone = browser.call("sign_out", mounted=mounted)
    assert "refresh" not in gone.body
    assert gone.headers["x-mizan-identity"] == "-"
    assert browser.jar == {}
    assert browser.send("GET", "/api/mizan/ctx/desk/").status == 401


def test_a_session_gets_a_new_id_at_each_sign_in(browser: Browser) -> None:
    browser.jar["mizan_session"] = "A" * 43
    browser.call("sign_in", {"user": "ada"})
    first = dict(browser.jar)
    browser.call("sign_in", {"user": "ada"})
    assert browser.jar["mizan_session"] != first["mizan_session"] != "A" * 43
    old = Browser(browser.ask)
    old.jar = first
    assert old.call("whoami").body["result"] == "-"


def test_a_session_that_was_signed_out_is_over(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    kept = dict(browser.jar)
    browser.call("sign_out")
    browser.jar = kept
    assert browser.call("whoami").body["result"] == "-"


@pytest.mark.parametrize("cookie", ["A" * 43, "", "x", "A" * 5000, "%00", "ä"])
def test_an_unknown_cookie_is_nobody_and_is_cleared(visitors_ask: Asker, cookie: str) -> None:
    ask = visitors_ask
    headers = {"cookie": f"mizan_session={cookie}"}
    public = ask.send("GET", "/api/mizan/ctx/open/", headers=headers)
    assert (public.status, public.headers.get("set-cookie")) == (200, None)
    answer = ask.call("whoami", headers=headers)
    assert (answer.status, answer.body["result"]) == (200, "-")
    cleared = [value for name, value in answer.every_header if name == "Set-Cookie"]
    assert [text.split(";")[:2] for text in cleared] == (
        [["mizan_session=", " Max-Age=0"], ["mizan_csrf=", " Max-Age=0"]] if cookie else []
    )


def test_whoever_is_no_user_any_more_is_nobody(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    del people.by_id["ada"]
    assert browser.call("whoami").body["result"] == "-"
    assert browser.jar == {}


def test_a_session_slides(flavour: Flavour) -> None:
    clock = Clock()
    sessions = SessionOptions(MemorySessionStore(now_ms=clock), lifetime_ms=14_000)
    browser = Browser(create_asker(flavour, visitors.create_options(sessions=sessions)))
    browser.call("sign_in", {"user": "ada"})
    clock.now_ms += 900
    assert "set-cookie" not in browser.call("whoami").headers
    clock.now_ms += 200
    assert "set-cookie" not in browser.send("GET", "/api/mizan/ctx/open/").headers
    assert "set-cookie" in browser.call("whoami").headers
    assert browser.call("whoami").body["result"] == "ada"
    clock.now_ms += 13_900
    assert browser.call("whoami").body["result"] == "ada"
    clock.now_ms += 14_000
    assert browser.call("whoami").body["result"] == "-"


def test_a_post_by_cookie_needs_its_csrf_token(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    identity = browser.send("GET", SESSION).headers["x-mizan-identity"]
    own = {"origin": "http://app.test"}
    for given in (None, "", "x", "A" * 22 + "." + "A" * 43, "A" * 5000):
        answer = browser.call("tidy", x_csrftoken=given, **own)
        assert refusal(answer) == NO_CSRF
        assert answer.headers["x-mizan-identity"] == identity
    other = Browser(browser.ask)
    other.call("sign_in", {"user": "ada"})
    assert refusal(browser.call("tidy", x_csrftoken=other.jar["mizan_csrf"])) == NO_CSRF
    assert browser.call("tidy").status == 200
    assert browser.send("GET", "/api/mizan/ctx/desk/", x_csrftoken=None).status == 200
    asked = browser.ask.send("POST", "/api/mizan/ctx/desk/", body={}, headers=browser.headers({}))
    assert refusal(asked) == NO_CSRF


def test_session_gives_the_token_that_a_post_needs(browser: Browser) -> None:
    nobody = browser.send("GET", SESSION)
    assert (nobody.body, nobody.headers["x-mizan-identity"]) == ({"csrf_token": None}, "-")
    browser.call("sign_in", {"user": "ada"})
    del browser.jar["mizan_csrf"]
    answer = browser.send("GET", SESSION)
    assert answer.headers["cache-control"] == "no-store"
    assert browser.jar["mizan_csrf"] == answer.body["csrf_token"]
    assert browser.call("tidy", x_csrftoken=answer.body["csrf_token"]).status == 200


def test_a_foreign_page_can_do_nothing(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    assert browser.call("tidy", **FOREIGN).status == 403
    assert browser.call("sign_in", {"user": "eve"}, **FOREIGN).status == 403
    assert browser.call("tidy", sec_fetch_site="cross-site").status == 403
    assert browser.send("POST", TOKEN, **FOREIGN).status == 403
    # A token that counts as none does not open the door either.
    assert browser.call("sign_in", {"user": "eve"}, x_mizan_token="nonsense", **FOREIGN).status == 403
    assert browser.call("sign_in", {"user": "eve"}, authorization="Bearer x", **FOREIGN).status == 403


def test_other_schemes_are_not_ours(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    assert browser.call("whoami", authorization="Basic YTpi").body["result"] == "ada"


def test_a_session_mints_with_its_csrf_token_alone(browser: Browser) -> None:
    assert refusal(browser.send("POST", TOKEN)) == UNAUTHORIZED
    browser.call("sign_in", {"user": "ada"})
    assert refusal(browser.send("POST", TOKEN, x_csrftoken=None)) == NO_CSRF
    assert browser.send("GET", TOKEN).status == 405
    assert browser.ask.send("POST", TOKEN, headers={"x-user": "sam"}).status == 200


def test_a_query_signs_nobody_in(visitors_ask: Asker) -> None:
    ask = visitors_ask
    assert ask.get("login_query/").status == 500


def test_a_cookie_of_the_apps_own_hook_needs_a_token_where_there_is_a_secret(flavour: Flavour) -> None:
    options = visitors.create_options(resolve_user=visitors.resolve_user_by_cookie, sessions=None)
    ask = create_asker(flavour, options)
    cookie = {"cookie": "own=ada"}
    assert refusal(ask.call("tidy", headers={**cookie, "origin": "http://app.test"})) == NO_CSRF
    token = ask.send("GET", SESSION, headers=cookie).body["csrf_token"]
    assert ask.call("tidy", headers={**cookie, "x-csrftoken": token}).status == 200
    assert refusal(ask.call("tidy", headers={"cookie": "own=eve", "x-csrftoken": token})) == NO_CSRF
    minted = ask.send("POST", TOKEN, headers={**cookie, "x-csrftoken": token}).body["token"]
    assert ask.call("whoami", headers={"x-mizan-token": minted}).body["result"] == "ada"
