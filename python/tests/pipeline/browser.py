"""A browser of the tests, which keeps cookies, and what refusals say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.pipeline.ask import Answer, Asker

SESSION, TOKEN = "/api/mizan/session/", "/api/mizan/session/token/"
FOREIGN = {"origin": "https://evil.test"}


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


def refusal(answer: Answer) -> tuple[int, str, Any]:
    return answer.status, answer.error["code"], answer.error.get("details")


UNAUTHORIZED = (401, "UNAUTHORIZED", None)
BAD_TOKEN = (401, "UNAUTHORIZED", {"reason": "token"})
STALE = (401, "UNAUTHORIZED", {"reason": "stale"})
NO_CSRF = (403, "FORBIDDEN", {"reason": "csrf"})
