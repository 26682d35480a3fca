"""The shop behind both drivers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mizan.app.app_options import AppOptions
from mizan.app.secrets import Secrets
from mizan.pipeline.limits import Limits
from mizan.pipeline.service import ErrorReport
from tests.pipeline import shop, visitors
from tests.pipeline.ask import Asker, Flavour, create_asker, find_user
from tests.pipeline.browser import Browser


@pytest.fixture(params=["sync", "async"])
def flavour(request: pytest.FixtureRequest) -> Flavour:
    return request.param


@pytest.fixture
def reports() -> list[ErrorReport]:
    return []


@pytest.fixture
def options(reports: list[ErrorReport]) -> AppOptions:
    shop.reset_store()
    return AppOptions(
        modules=[shop],
        resolve_user=find_user,
        secrets=Secrets(cache=shop.SECRET),
        on_error=reports.append,
    )


@pytest.fixture
def ask(flavour: Flavour, options: AppOptions) -> Asker:
    return create_asker(flavour, options)


@pytest.fixture
def impatient(options: AppOptions) -> AppOptions:
    """With a deadline that a test can wait for."""
    return replace(options, limits=Limits(run_deadline_ms=150))


@pytest.fixture(params=["load_user", "load_user_async"])
def load_user(request: pytest.FixtureRequest) -> Callable[..., Any]:
    return getattr(visitors, request.param)


@pytest.fixture
def visitors_ask(flavour: Flavour, load_user: Callable[..., Any]) -> Asker:
    return create_asker(flavour, visitors.create_options(load_user=load_user))


@pytest.fixture
def browser(visitors_ask: Asker) -> Browser:
    return Browser(visitors_ask)
