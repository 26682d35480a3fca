"""The fixture application in Python prints the bytes that the one in TypeScript prints."""

from __future__ import annotations

from pathlib import Path

from fixture.modules import MODULES
from mizan.registry.create_registry import create_registry

CLAIMED = Path(__file__).parents[2] / "protocol" / "fixture" / "claimed.kdl"


def test_ir_text_is_claimed_kdl() -> None:
    assert create_registry(MODULES).ir_text == CLAIMED.read_text()


def test_functions_know_what_they_are() -> None:
    registry = create_registry(MODULES)
    profile = registry.functions["user_profile"]
    assert (profile.kind, profile.context, profile.parameters) == ("query", "user", ("user_id",))
    assert profile.place.partition(":")[0].endswith("fixture/users.py")
    assert (profile.receives, profile.is_async) == ("call", False)
    assert registry.functions["flaky_first"].is_async
    assert registry.name_of(profile.declared) == "user_profile"
    assert [query.name for query in registry.contexts["flaky"].queries] == [
        "flaky_first",
        "flaky_second",
        "flaky_steady",
    ]
