"""What `mizan lint` finds and what a Django project can forget, as Django's own system checks."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from mizan.app.secrets import HOW_TO_MAKE, Secrets
from mizan.django.django_app import get_app
from mizan.django.django_settings import read_options
from mizan.identity.key_ring import to_secret_keys
from mizan.lint.lint_registry import lint_registry

_IDS = {"unfetchable-context": "E001", "dead-effect": "E002", "broad-effect": "W001"}


@register("mizan")
def check_declarations(app_configs: Any, **_: Any) -> list[CheckMessage]:  # noqa: ANN401, ARG001 -- Django's signature
    """Contexts that nobody can fetch, effects on nothing, effects that are broad by accident."""
    return [
        (Error if finding.is_error else checks.Warning)(
            f"{finding.place}: {finding.text}", hint=finding.hint, id=f"mizan.{_IDS[finding.rule]}"
        )
        for finding in lint_registry(get_app().service.registry)
    ]


@register(Tags.urls)
def check_urls(app_configs: Any, **_: Any) -> list[CheckMessage]:  # noqa: ANN401, ARG001 -- Django's signature
    """The protocol is mounted where MIZAN says, and the view paths lead to it."""
    app = get_app()
    found: list[CheckMessage] = []
    try:
        mounted = reverse("mizan:dispatch", kwargs={"rest": ""}).rstrip("/")
    except NoReverseMatch:
        hint = f'Add path("{app.base[1:]}/", include("mizan.django.urls")) to your urlpatterns.'
        return [Error("Mizan's URLs are not included", hint=hint, id="mizan.E003")]
    if mounted != app.base:
        text = f"Mizan's URLs are included under {mounted}, and MIZAN says {app.base}"
        found.append(Error(text, hint=f'Set MIZAN = {{"BASE": "{mounted}"}}.', id="mizan.E004"))
    found.extend(_check_routes())
    return found


@register(Tags.security)
def check_sessions(app_configs: Any, **_: Any) -> list[CheckMessage]:  # noqa: ANN401, ARG001 -- Django's signature
    """Sessions without Django's CSRF middleware: its cookie would never go out."""
    has_sessions = apps.is_installed("django.contrib.sessions")
    if not has_sessions or "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE:
        return []
    hint = "Add django.middleware.csrf.CsrfViewMiddleware to MIDDLEWARE."
    text = "Calls of signed-in users need a CSRF token, and nothing sets its cookie"
    return [checks.Warning(text, hint=hint, id="mizan.W002")]


@register(Tags.security)
def check_secrets(app_configs: Any, **_: Any) -> list[CheckMessage]:  # noqa: ANN401, ARG001 -- Django's signature
    """Django's own key in a second purpose: whoever learns one learns the other (SPEC.md, ID-15)."""
    secrets = read_options().secrets
    django_keys = {settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS}
    return [
        Error(f'MIZAN["SECRETS"]: {purpose.upper()} is SECRET_KEY', hint=HOW_TO_MAKE, id="mizan.E006")
        for purpose in (field.name for field in fields(Secrets))
        for key in to_secret_keys(getattr(secrets, purpose) or ())
        if key.secret in django_keys
    ]


def _check_routes() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for function in get_app().service.registry.functions.values():
        if function.route is None or function.private:
            continue
        path = "/".join("1" if part.startswith(":") else part for part in function.route.path.split("/"))
        try:
            is_reached = resolve(path).func.__module__ == "mizan.django.views"
        except Resolver404:
            is_reached = False
        if not is_reached:
            text = f"{function.place}: the route {function.route.path} does not lead to its function"
            hint = 'Add path("", include("mizan.django.view_urls")) to your urlpatterns.'
            found.append(Error(text, hint=hint, id="mizan.E005"))
    return found
