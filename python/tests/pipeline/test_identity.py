"""Who calls, by which credential, and what a foreign page cannot do (SPEC.md, ID-1…20, CORS-1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from mizan import DeclarationErrors, KnownUser
from mizan.app.create_app import create_app
from mizan.app.identity_options import SessionOptions, TokenOptions
from mizan.app.secrets import Secrets
from mizan.identity.key_ring import SecretKey
from mizan.identity.memory_session_store import MemorySessionStore
from mizan.identity.session_key import session_key
from tests.pipeline import visitors
from tests.pipeline.ask import Answer, Asker, Flavour, create_asker
from tests.pipeline.visitors import people

SESSION, TOKEN = "/api/mizan/session/", "/api/mizan/session/token/"
FOREIGN = {"origin": "https://evil.test"}


class Clock:
    now_ms = 1_000_000

    def __call__(self) -> int:
        return self.now_ms


class Browser:
    """Keeps cookies, and says the CSRF token as a page of ours does."""

    def __init__(self, ask: Asker) -> None:
        self.ask = ask
        self.jar: dict[str, str] = {}

    def call(
        self, function: str, args: object = None, *, mounted: object = None, **headers: str | None
    ) -> Answer:
        sent = self.headers({"x_csrftoken": self.jar.get("mizan_csrf"), **headers})
        return self._take(self.ask.call(function, args, mounted=mounted, headers=sent))

    def send(self, method: str, path: str, **headers: str | None) -> Answer:
        sent = self.headers({"x_csrftoken": self.jar.get("mizan_csrf"), **headers})
        return self._take(self.ask.send(method, path, headers=sent))

    def token(self) -> str:
        return self.send("POST", TOKEN).body["token"]

    def headers(self, given: Mapping[str, str | None]) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        known = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
        return {**known, **({"cookie": cookie} if cookie else {})}

    def _take(self, answer: Answer) -> Answer:
        for name, value in answer.every_header:
            if name == "Set-Cookie":
                pair, _, attributes = value.partition(";")
                key, _, text = pair.partition("=")
                if "Max-Age=0" in attributes:
                    self.jar.pop(key, None)
                else:
                    self.jar[key] = text
        return answer


@pytest.fixture(params=["load_user", "load_user_async"])
def load_user(request: pytest.FixtureRequest) -> Callable[..., Any]:
    return getattr(visitors, request.param)


@pytest.fixture
def ask(flavour: Flavour, load_user: Callable[..., Any]) -> Asker:
    return create_asker(flavour, visitors.create_options(load_user=load_user))


@pytest.fixture
def browser(ask: Asker) -> Browser:
    return Browser(ask)


def refusal(answer: Answer) -> tuple[int, str, Any]:
    return answer.status, answer.error["code"], answer.error.get("details")


UNAUTHORIZED = (401, "UNAUTHORIZED", None)
BAD_TOKEN = (401, "UNAUTHORIZED", {"reason": "token"})
STALE = (401, "UNAUTHORIZED", {"reason": "stale"})
NO_CSRF = (403, "FORBIDDEN", {"reason": "csrf"})


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
def test_an_unknown_cookie_is_nobody_and_is_cleared(ask: Asker, cookie: str) -> None:
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


def test_other_schemes_are_not_ours(browser: Browser) -> None:
    browser.call("sign_in", {"user": "ada"})
    assert browser.call("whoami", authorization="Basic YTpi").body["result"] == "ada"


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


def test_a_session_mints_with_its_csrf_token_alone(browser: Browser) -> None:
    assert refusal(browser.send("POST", TOKEN)) == UNAUTHORIZED
    browser.call("sign_in", {"user": "ada"})
    assert refusal(browser.send("POST", TOKEN, x_csrftoken=None)) == NO_CSRF
    assert browser.send("GET", TOKEN).status == 405
    assert browser.ask.send("POST", TOKEN, headers={"x-user": "sam"}).status == 200


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


@pytest.mark.parametrize("token", ["", "x", "a.b", "A" * 43 + "." + "A" * 43, "A" * 100_000])
def test_what_is_no_refresh_token_is_refused(ask: Asker, token: str) -> None:
    assert refusal(ask.call("renew", {"token": token})) == UNAUTHORIZED


def test_signing_out_by_a_token_ends_its_session(ask: Asker) -> None:
    issued = ask.call("obtain", {"user": "ada"}).body["result"]
    bearer = {"authorization": f"Bearer {issued['access_token']}"}
    assert ask.call("sign_out", headers=bearer).headers["x-mizan-identity"] == "-"
    assert refusal(ask.call("fresh", headers=bearer)) == UNAUTHORIZED
    assert refusal(ask.call("renew", {"token": issued["refresh_token"]})) == UNAUTHORIZED


def test_the_session_of_a_refresh_token_is_no_cookie(ask: Asker) -> None:
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


def test_a_query_signs_nobody_in(ask: Asker) -> None:
    assert ask.get("login_query/").status == 500


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
