"""No credential that a client can make up brings anything but an answer of the protocol (SPEC.md, HTTP-9)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pipeline import visitors
from tests.pipeline.ask import Asker, Flavour, create_asker
from tests.pipeline.browser import SESSION, TOKEN

# What a field may hold at all: servers refuse the rest before anybody is asked.
TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=120)
TOKENS = TEXT | st.from_regex(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{43}", fullmatch=True)
FORGED = st.fixed_dictionaries(
    {},
    optional={
        "x-mizan-token": TOKENS,
        "authorization": TEXT | TOKENS.map(lambda text: f"Bearer {text}"),
        "cookie": TEXT | TEXT.map(lambda text: f"mizan_session={text}"),
        "x-csrftoken": TEXT | st.from_regex(r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}", fullmatch=True),
        "origin": TEXT,
        "sec-fetch-site": TEXT,
    },
)


@pytest.fixture(scope="module", params=["sync", "async"])
def asker(request: pytest.FixtureRequest) -> Asker:
    flavour: Flavour = request.param
    return create_asker(flavour, visitors.create_options())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headers=FORGED)
def test_forged_credentials_get_nowhere(asker: Asker, headers: dict[str, str]) -> None:
    answers = [
        asker.call("tidy", headers=headers),
        asker.call("whoami", headers=headers),
        asker.call("renew", {"token": headers.get("x-mizan-token", "")}, headers=headers),
        asker.send("GET", "/api/mizan/ctx/desk/", headers=headers),
        asker.send("GET", SESSION, headers=headers),
        asker.send("POST", TOKEN, headers=headers),
    ]
    assert {answer.status for answer in answers} <= {200, 401, 403}
    assert answers[0].status != 200
    assert all(answer.headers.get("x-mizan-identity", "-") == "-" for answer in answers)
    assert answers[4].body.get("csrf_token") is None
