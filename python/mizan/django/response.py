"""The pipeline's answer as Django's response."""

from __future__ import annotations

from http.cookies import Morsel
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase

if TYPE_CHECKING:
    from mizan.pipeline.plain_answer import PlainAnswer


def to_response(answer: PlainAnswer, http: HttpRequest) -> HttpResponseBase:
    if answer.native is not None:
        return _finish_native(answer)
    response = HttpResponse(answer.body or b"", status=answer.status)
    if answer.body is None:
        del response.headers["Content-Type"]
    # Names and values are safe to write: Django's check of each would cost more than the rest of the answer.
    store: dict[str, tuple[str, str]] = response.headers._store
    for name, value in answer.headers:
        if name == "Set-Cookie":
            _set_cookie(response, value)
        else:
            store[name.lower()] = (name, value)
    if answer.unread_body and hasattr(http, "scope"):
        # What is left of the body would be taken for the next request. Servers of WSGI see to it themselves.
        response.headers["Connection"] = "close"
    return response


def _finish_native(answer: PlainAnswer) -> HttpResponseBase:
    """A view's own response, which keeps its body and its own cookies."""
    response = cast("HttpResponseBase", answer.native)
    for name in list(response.headers):
        if name.lower() != "content-length":
            del response.headers[name]
    for name, value in answer.headers:
        if name == "Set-Cookie":
            _set_cookie(response, value)
        else:
            response.headers[name] = value
    return response


def _set_cookie(response: HttpResponseBase, text: str) -> None:
    """From the text that the pipeline wrote: its parts are safe and well-formed."""
    pair, *attributes = text.split("; ")
    name, _, value = pair.partition("=")
    morsel: Morsel[str] = Morsel()
    morsel.set(name, value, value)
    for attribute in attributes:
        key, _, detail = attribute.partition("=")
        morsel[key.lower()] = detail or True
    dict.__setitem__(response.cookies, name, morsel)
