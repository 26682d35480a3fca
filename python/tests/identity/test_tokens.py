"""Tokens: what is signed is read again, and nothing else is (SPEC.md, ID-11, ID-12, ID-15, ID-19)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hmac import digest
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mizan.identity.access_jwt import AccessClaims, issue_access_jwt, verify_access_jwt
from mizan.identity.csrf_token import create_csrf_token, is_csrf_token
from mizan.identity.key_id import key_id
from mizan.identity.key_ring import SecretKey, to_key_ring
from mizan.identity.mwt import MwtClaims, issue_mwt, verify_mwt
from mizan.identity.refresh_token import create_refresh_token, read_refresh_token
from mizan.identity.session_key import create_session_id, session_key
from mizan.identity.token_error import TokenError
from mizan.identity.token_text import TokenAbout

NOW = 1_800_000_000
OLD = SecretKey("old", "an old secret of the tests, 32 bytes or more")
NEW = SecretKey("new", "a new secret of the tests, 32 bytes or more")
ABOUT = TokenAbout("MWT", to_key_ring([NEW, OLD]), "mizan", 300)
ACCESS = TokenAbout("at+jwt", to_key_ring(OLD.secret), "mizan", 900)
CLAIMS = MwtClaims("ada", session_key("session"), staff=True, superuser=False, pkey="ab" * 32)
HEADER = {"alg": "HS256", "kid": "new", "typ": "MWT"}
BODY: dict[str, Any] = {
    "sub": "ada",
    "aud": "mizan",
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + 300,
    "sid": "0" * 32,
    "staff": False,
    "super": False,
    "pkey": "0" * 64,
}


def _part(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _forge(header: object, body: object, secret: str = NEW.secret) -> str:
    """By hand, so that no library stands between the test and what is wrong."""
    parts = [_part(each if isinstance(each, bytes) else json.dumps(each).encode()) for each in (header, body)]
    return ".".join([*parts, _part(digest(secret.encode(), ".".join(parts).encode(), "sha256"))])


def _refused(token: str, now: int = NOW) -> str:
    with pytest.raises(TokenError) as found:
        verify_mwt(ABOUT, token, now)
    return found.value.reason


def test_what_is_issued_is_verified() -> None:
    assert verify_mwt(ABOUT, issue_mwt(ABOUT, CLAIMS, NOW), NOW) == CLAIMS
    claims = AccessClaims("ada", session_key("session"))
    assert verify_access_jwt(ACCESS, issue_access_jwt(ACCESS, claims, NOW), NOW) == claims


def test_another_library_reads_it() -> None:
    read: dict[str, Any] = jwt.decode(  # pyright: ignore[reportUnknownMemberType] -- of a library
        issue_mwt(ABOUT, CLAIMS, NOW),
        NEW.secret,
        algorithms=["HS256"],
        audience="mizan",
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )
    assert read["sub"] == "ada"
    assert read["exp"] - read["iat"] == 300


def test_every_secret_verifies_and_the_first_signs() -> None:
    token = issue_mwt(TokenAbout("MWT", to_key_ring([OLD]), "mizan", 300), CLAIMS, NOW)
    assert verify_mwt(ABOUT, token, NOW) == CLAIMS
    assert jwt.get_unverified_header(issue_mwt(ABOUT, CLAIMS, NOW)) == HEADER
    rotated = TokenAbout("MWT", to_key_ring([NEW]), "mizan", 300)
    with pytest.raises(TokenError, match="kid"):
        verify_mwt(rotated, token, NOW)


def test_a_plain_secret_is_named_by_its_hash() -> None:
    assert jwt.get_unverified_header(issue_access_jwt(ACCESS, AccessClaims("a", "0" * 32), NOW)) == {
        "alg": "HS256",
        "kid": key_id(OLD.secret),
        "typ": "at+jwt",
    }


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (NOW - 31, "early"),
        (NOW - 30, None),
        (NOW + 329, None),
        (NOW + 330, "expired"),
        (NOW + 10**9, "expired"),
    ],
)
def test_it_has_its_time_and_a_leeway_of_30_seconds(now: int, reason: str | None) -> None:
    token = _forge(HEADER, BODY)
    if reason is None:
        assert verify_mwt(ABOUT, token, now).sub == "ada"
    else:
        assert _refused(token, now) == reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({**HEADER, "alg": "none"}, "malformed"),
        ({**HEADER, "alg": "HS512"}, "malformed"),
        ({**HEADER, "alg": "RS256"}, "malformed"),
        ({**HEADER, "alg": ["HS256"]}, "malformed"),
        ({**HEADER, "typ": "JWT"}, "malformed"),
        ({**HEADER, "typ": "mwt"}, "malformed"),
        ({**HEADER, "typ": "at+jwt"}, "malformed"),
        ({**HEADER, "crit": ["exp"]}, "malformed"),
        ({**HEADER, "jwk": {"kty": "oct"}}, "malformed"),
        ({**HEADER, "b64": False, "crit": ["b64"]}, "malformed"),
        ({"alg": "HS256", "typ": "MWT"}, "malformed"),
        ({**HEADER, "kid": "unknown"}, "kid"),
        ({**HEADER, "kid": ["new"]}, "kid"),
        ({**HEADER, "kid": "__proto__"}, "kid"),
        ([], "malformed"),
        (b"{", "malformed"),
        (b"[" * 2000, "malformed"),
    ],
)
def test_a_header_that_is_not_ours_is_refused(header: object, reason: str) -> None:
    assert _refused(_forge(header, BODY)) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"aud": "other"}, "audience"),
        ({"aud": ["mizan"]}, "claims"),
        ({"sub": 5}, "claims"),
        ({"sub": ""}, "claims"),
        ({"exp": str(NOW + 300)}, "claims"),
        ({"exp": NOW + 300.5}, "claims"),
        ({"exp": True}, "claims"),
        ({"nbf": None}, "claims"),
        ({"iat": -1}, "claims"),
        ({"iat": NOW + 31}, "early"),
        ({"nbf": NOW + 31}, "early"),
        ({"sid": "0" * 31}, "claims"),
        ({"sid": "G" * 32}, "claims"),
        ({"pkey": "0" * 63}, "claims"),
        ({"staff": 1}, "claims"),
        ({"super": "true"}, "claims"),
    ],
)
def test_claims_are_what_they_say_and_nothing_is_coerced(change: dict[str, Any], reason: str) -> None:
    assert _refused(_forge(HEADER, {**BODY, **change})) == reason


@pytest.mark.parametrize("name", sorted(BODY))
def test_every_claim_is_needed(name: str) -> None:
    assert _refused(_forge(HEADER, {key: value for key, value in BODY.items() if key != name})) == "claims"


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"\xff", b"{", b"[" * 2000, b'{"sub":NaN}'])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    assert _refused(_forge(HEADER, body)) in ("claims", "malformed")


def test_the_parts_are_written_in_one_way_only() -> None:
    head, body, mac = issue_mwt(ABOUT, CLAIMS, NOW).split(".")
    assert verify_mwt(ABOUT, f"{head}.{body}.{mac}", NOW) == CLAIMS
    for text in (
        f"{head}.{body}.{mac}=",
        f"{head}=.{body}.{mac}",
        f" {head}.{body}.{mac}",
        f"{head}.{body}.{mac}\n",
        f"{head}.{body}",
        f"{head}.{body}.",
        f"{head}.{body}.{mac}.{mac}",
        f"{head}..{mac}",
        "",
    ):
        assert _refused(text) == "malformed"
    # The last character of 43 carries four bits: what stands in the other two is not looked away from.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = alphabet[alphabet.index(mac[-1]) ^ 1]
    assert _refused(f"{head}.{body}.{mac[:-1]}{other}") == "malformed"


def test_what_is_too_long_is_not_read() -> None:
    long = _forge(HEADER, {**BODY, "more": "a" * 4096})
    assert len(long) > 4096
    assert _refused(long) == "malformed"


@given(at=st.integers(0, 10_000), bit=st.integers(1, 63))
def test_every_character_counts(at: int, bit: int) -> None:
    token = issue_mwt(ABOUT, CLAIMS, NOW)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = at % len(token)
    if token[place] == ".":
        return
    other = alphabet[alphabet.index(token[place]) ^ bit]
    assert _refused(token[:place] + other + token[place + 1 :]) in ("malformed", "kid", "signature")


@given(st.text(max_size=200) | st.text("eyJ.-_=A0", max_size=200))
def test_no_text_brings_anything_but_a_refusal(text: str) -> None:
    _refused(text)
    assert read_refresh_token(text) is None
    assert not is_csrf_token(ABOUT.ring, ("s", "0" * 32), text)


@given(
    header=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    ),
    body=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(BODY)), inner, max_size=9)
        ),
    ),
)
def test_no_signed_json_brings_anything_but_a_refusal(header: object, body: object) -> None:
    _refused(_forge(header, BODY))
    _refused(_forge(HEADER, body))


@given(
    sub=st.text(min_size=1).filter(lambda text: text.isprintable()),
    staff=st.booleans(),
    superuser=st.booleans(),
)
def test_whatever_a_user_is_called(sub: str, staff: bool, superuser: bool) -> None:
    claims = MwtClaims(sub, "0" * 32, staff, superuser, "0" * 64)
    token = issue_mwt(ABOUT, claims, NOW)
    if len(token) <= 4096:
        assert verify_mwt(ABOUT, token, NOW) == claims


def test_a_csrf_token_is_of_one_session() -> None:
    token = create_csrf_token(ABOUT.ring, ("s", "a" * 32))
    assert is_csrf_token(ABOUT.ring, ("s", "a" * 32), token)
    assert not is_csrf_token(ABOUT.ring, ("s", "b" * 32), token)
    assert not is_csrf_token(ABOUT.ring, ("u", "a" * 32), token)
    assert not is_csrf_token(ACCESS.ring, ("u", "a" * 32), token)
    assert is_csrf_token(ABOUT.ring, ("s", "a" * 32), create_csrf_token(to_key_ring([OLD]), ("s", "a" * 32)))
    assert token != create_csrf_token(ABOUT.ring, ("s", "a" * 32))


def test_a_refresh_token_is_read_again() -> None:
    token = create_refresh_token(create_session_id())
    assert read_refresh_token(token.text) == token
    assert len(token.hash) == 64
