"""The pipeline's answer as Django's response."""

from __future__ import annotations

from http.cookies import Morsel
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse, HttpResponseBase

if TYPE_CHECKING:
    from mizan.pipeline.plain_answer import PlainAnswer


def to_response(answer: PlainAnswer) -> HttpResponseBase:
    if answer.native is not None:
        return _finish_native(answer)
    response = HttpResponse(answer.body or b"", status=answer.status)
    if answer.body is None:
        del response.headers["Content-Type"]
    for name, value in answer.headers:
        if name == "Set-Cookie":
            _set_cookie(response, value)
        else:
            response.headers[name] = value
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
