"""Origins, CORS, the rate limit (SPEC.md, Origins; ERR-3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mizan import DeclarationErrors
from mizan.app.app_options import AppOptions, CorsOptions
from mizan.app.create_app import create_app
from mizan.app.secrets import Secrets
from mizan.pipeline.service import Asked, RateLimitVerdict
from tests.pipeline.ask import Asker, Flavour, create_asker

OWN = "http://app.test"
OTHER = "https://other.example"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": OWN}, 200),
        ({"origin": OTHER}, 403),
        ({"origin": "null"}, 403),
        ({"origin": OWN, "sec-fetch-site": "cross-site"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 200),
        ({"cookie": "user=1"}, 403),
        ({"cookie": "user=1", "origin": OWN}, 200),
        ({"cookie": "user=nobody"}, 200),
        ({"cookie": "user=1", "x-user": "1"}, 200),
    ],
)
def test_origins(ask: Asker, headers: dict[str, str], status: int) -> None:
    assert ask.call("recount", headers=headers).status == status


def test_cors(flavour: Flavour, options: AppOptions) -> None:
    ask = create_asker(flavour, replace(options, cors=CorsOptions([OTHER], credentials=True)))
    answer = ask.call("recount", headers={"origin": OTHER})
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == OTHER
    assert "X-Mizan-Invalidate" in answer.headers["access-control-expose-headers"]
    assert answer.headers["access-control-allow-credentials"] == "true"
    preflight = {"access-control-request-method": "POST"}
    allowed = ask.send("OPTIONS", "/api/mizan/call/", headers={"origin": OTHER, **preflight})
    assert (allowed.status, allowed.headers["access-control-allow-methods"]) == (204, "POST")
    refused = ask.send("OPTIONS", "/api/mizan/call/", headers={"origin": "https://x.example", **preflight})
    assert refused.status == 403
    assert "access-control-allow-origin" not in refused.headers
    assert ask.get("item/?id=1").headers["vary"] == "Origin"


def test_without_cors_a_preflight_is_a_wrong_method(ask: Asker) -> None:
    headers = {"origin": OTHER, "access-control-request-method": "POST"}
    assert ask.send("OPTIONS", "/api/mizan/call/", headers=headers).status == 405


def test_rate_limits(flavour: Flavour, options: AppOptions) -> None:
    def limit(asked: Asked) -> RateLimitVerdict | None:
        return RateLimitVerdict(2.1) if asked.function == "recount" or asked.context == "mine" else None

    ask = create_asker(flavour, replace(options, rate_limit=limit))
    answer = ask.call("recount")
    assert (answer.status, answer.headers["retry-after"]) == (429, "3")
    assert ask.get("mine/").status == 429
    assert ask.call("touch", {"id": 1}).status == 200


@pytest.mark.parametrize(
    "change",
    [
        {"base": "api"},
        {"base": "/api/"},
        {"secrets": Secrets(cache="short")},
        {"trusted_origins": ["https://app.example/path"]},
        {"cors": CorsOptions(["*"])},
        {"cors": CorsOptions([OTHER], headers=["X Y"])},
    ],
)
def test_wrong_options_stop_the_start(options: AppOptions, change: dict[str, object]) -> None:
    with pytest.raises(DeclarationErrors):
        create_app(replace(options, **change))  # type: ignore[arg-type]
