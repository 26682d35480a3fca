"""Functions that people give to options: they name as many of the arguments as they need."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


def take_as_many(function: Callable[..., Any], *, most: int) -> Callable[..., Any]:
    """Hands on as many of the arguments as the function has parameters for."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return function
    if any(each.kind == each.VAR_POSITIONAL for each in parameters):
        return function
    count = sum(each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD) for each in parameters)
    if count >= most:
        return function
    return lambda *given: function(*given[:count])
