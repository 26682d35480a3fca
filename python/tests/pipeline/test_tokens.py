"""MWTs, access JWTs and refresh tokens (SPEC.md, ID-1…19)."""

from __future__ import annotations

import pytest

from mizan import KnownUser
from tests.pipeline.ask import Asker
from tests.pipeline.browser import (
    BAD_TOKEN,
    FOREIGN,
    SESSION,
    STALE,
    TOKEN,
    UNAUTHORIZED,
    Browser,
    refusal,
)
from tests.pipeline.visitors import people


def test_a_token_may_come_from_anywhere(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    token = browser.token()
    assert browser.ask.call("whoami", headers={"x-mizan-token": token, **FOREIGN}).body["result"] == "ada"


def test_an_mwt_says_who_calls(browser: Browser) -> None:
    browser.call("sign_in", {"user": "sam"})
    minted = browser.send("POST", TOKEN)
    assert minted.body["expires_in"] == 300
    assert minted.headers["cache-control"] == "no-store"
    by_token = {"x-mizan-token": minted.body["token"]}
    answer = browser.ask.call("as_staff", headers=by_token)
    assert answer.body["result"] == "sam"
    assert answer.headers["x-mizan-identity"] == minted.headers["x-mizan-identity"]
    # Beside its own cookie too, and then no CSRF token is needed.
    assert browser.call("tidy", x_csrftoken=None, x_mizan_token=minted.body["token"]).status == 200


def test_an_mwt_is_refused_beside_the_cookie_of_another(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    token = browser.token()
    browser.call("sign_in", {"user": "ada"})
    assert refusal(browser.call("whoami", x_mizan_token=token)) == BAD_TOKEN


@pytest.mark.parametrize(
    "headers",
    [
        {"x_mizan_token": "nonsense"},
        {"x_mizan_token": ""},
        {"x_mizan_token": "a" * 5000},
        {"x_mizan_token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Bearer"},
        {"authorization": "bearer "},
        {"authorization": "BEARER a.b.c"},
    ],
)
def test_a_token_that_is_not_valid_never_falls_back(browser: Browser, headers: dict[str, str]) -> None:
    browser.call("sign_in", {"user": "ada"})
    refused = browser.call("whoami", **headers)
    assert refusal(refused) == BAD_TOKEN
    assert "x-mizan-identity" not in refused.headers
    assert browser.call("whoami", x_user="sam", **headers).status == 401
    assert browser.send("GET", "/api/mizan/ctx/open/", **headers).status == 401
    assert browser.send("GET", SESSION, **headers).body["csrf_token"] is not None
    assert browser.send("POST", TOKEN, **headers).status == 200
    assert browser.call("sign_in", {"user": "sam"}, **headers).status == 200
    assert browser.call("whoami").body["result"] == "sam"


def test_an_mwt_comes_before_a_jwt_and_that_before_a_cookie(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    mwt = browser.token()
    jwt = browser.ask.call("obtain", {"user": "eve"}).body["result"]["access_token"]
    bearer = f"Bearer {jwt}"
    assert browser.call("whoami", authorization=bearer, x_mizan_token=mwt).body["result"] == "ada"
    assert browser.call("whoami", authorization=bearer, x_user="sam").body["result"] == "eve"
    assert browser.call("whoami", x_user="sam").body["result"] == "ada"
    browser.jar = {}
    assert browser.call("whoami", x_user="sam").body["result"] == "sam"


def test_guards_pass_on_what_a_token_says_and_refuse_on_what_is_so(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    by_token = {"x-mizan-token": browser.token()}
    for name in ("as_reader", "as_custom", "whoami", "tidy"):
        assert browser.ask.call(name, headers=by_token).status == 200
    assert browser.ask.call("as_staff", headers=by_token).status == 403
    people.by_id["ada"] = KnownUser("ada", is_staff=True, permissions=("desk.read",))
    for name in ("as_reader", "as_custom", "whoami", "tidy", "as_staff"):
        assert refusal(browser.ask.call(name, headers=by_token)) == STALE
    del people.by_id["ada"]
    assert refusal(browser.ask.call("whoami", headers=by_token)) == STALE


def test_a_refusal_of_a_role_loads_nobody_who_passes(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    by_token = {"x-mizan-token": browser.token()}
    people.loads = 0
    assert browser.ask.call("tidy", {"unknown": 1}, headers=by_token).status == 422
    assert people.loads == 0
    assert browser.ask.call("tidy", headers=by_token).status == 200
    assert people.loads == 1


def test_an_access_jwt_mints_too(browser: Browser) -> None:
    issued = browser.ask.call("obtain", {"user": "ada"}).body["result"]
    minted = browser.ask.send("POST", TOKEN, headers={"authorization": f"Bearer {issued['access_token']}"})
    by_token = {"x-mizan-token": minted.body["token"]}
    assert browser.ask.call("as_reader", headers=by_token).body["result"] == "ada"
    assert browser.ask.call("fresh", headers=by_token).status == 200


def test_tokens_are_renewed_and_each_is_spent_once(browser: Browser) -> None:
    ask = browser.ask
    first = ask.call("obtain", {"user": "ada"})
    identity = first.headers["x-mizan-identity"]
    assert identity != "-"
    issued = first.body["result"]
    assert issued["expires_in"] == 900
    again = ask.call("renew", {"token": issued["refresh_token"]})
    assert again.headers["x-mizan-identity"] == identity
    renewed = again.body["result"]
    bearer = {"authorization": f"Bearer {renewed['access_token']}"}
    assert ask.call("whoami", headers=bearer).body["result"] == "ada"
    assert ask.call("fresh", headers=bearer).status == 200
    # The first one once more: somebody else has it. The session is over for both.
    assert refusal(ask.call("renew", {"token": issued["refresh_token"]})) == UNAUTHORIZED
    assert refusal(ask.call("renew", {"token": renewed["refresh_token"]})) == UNAUTHORIZED
    assert ask.call("whoami", headers=bearer).body["result"] == "ada"
    assert refusal(ask.call("fresh", headers=bearer)) == UNAUTHORIZED


def test_tokens_of_a_user_who_is_gone_are_not_renewed_for_ever(browser: Browser) -> None:
    ask = browser.ask
    token = ask.call("obtain", {"user": "ada"}).body["result"]["refresh_token"]
    gone = people.by_id.pop("ada")
    # Where loading a user has to be awaited it is known only when the run has ended.
    answer = ask.call("renew", {"token": token})
    if answer.status == 200:
        assert answer.headers["x-mizan-identity"] == "-"
        token = answer.body["result"]["refresh_token"]
    people.by_id["ada"] = gone
    assert refusal(ask.call("renew", {"token": token})) == UNAUTHORIZED


@pytest.mark.parametrize("token", ["", "x", "a.b", "A" * 43 + "." + "A" * 43, "A" * 100_000])
def test_what_is_no_refresh_token_is_refused(visitors_ask: Asker, token: str) -> None:
    ask = visitors_ask
    assert refusal(ask.call("renew", {"token": token})) == UNAUTHORIZED


def test_signing_out_by_a_token_ends_its_session(visitors_ask: Asker) -> None:
    ask = visitors_ask
    issued = ask.call("obtain", {"user": "ada"}).body["result"]
    bearer = {"authorization": f"Bearer {issued['access_token']}"}
    assert ask.call("sign_out", headers=bearer).headers["x-mizan-identity"] == "-"
    assert refusal(ask.call("fresh", headers=bearer)) == UNAUTHORIZED
    assert refusal(ask.call("renew", {"token": issued["refresh_token"]})) == UNAUTHORIZED
    assert ask.send("POST", TOKEN, headers=bearer).status == 401


def test_the_session_of_a_refresh_token_is_no_cookie(visitors_ask: Asker) -> None:
    ask = visitors_ask
    issued = ask.call("obtain", {"user": "ada"}).body["result"]
    session_id = issued["refresh_token"].partition(".")[0]
    headers = {"cookie": f"mizan_session={session_id}"}
    assert ask.call("whoami", headers=headers).body["result"] == "-"


def test_a_function_that_is_fresh_asks_for_the_session(browser: Browser) -> None:
    assert browser.call("fresh").status == 401
    browser.call("sign_in", {"user": "ada"})
    by_token = {"x-mizan-token": browser.token()}
    assert browser.call("fresh").status == 200
    assert browser.ask.call("fresh", headers=by_token).body["result"] == "ada"
    browser.call("sign_out")
    assert browser.ask.call("tidy", headers=by_token).status == 200
    assert refusal(browser.ask.call("fresh", headers=by_token)) == UNAUTHORIZED
    hook = browser.ask.send("POST", TOKEN, headers={"x-user": "sam"}).body["token"]
    assert refusal(browser.ask.call("fresh", headers={"x-mizan-token": hook})) == UNAUTHORIZED


def test_credentials_are_not_kept_for_replays(browser: Browser) -> None:
    ask = browser.ask
    headers = {"idempotency-key": "k1", "x-user": "sam"}
    first = ask.call("obtain", {"user": "ada"}, headers=headers).body["result"]
    second = ask.call("obtain", {"user": "ada"}, headers=headers).body["result"]
    assert first["refresh_token"] != second["refresh_token"]
