"""The record that `client` leaves on a function, and how it is found again."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_ATTRIBUTE = "__mizan_declaration__"


@dataclass(frozen=True, slots=True)
class Declaration:
    options: Mapping[str, Any]
    """As they were written. Nothing is checked here: the registry lists every mistake at once."""
    handler: Callable[..., Any]
    place: str
    """`file:line`."""
    namespace: Mapping[str, object]
    """Names around a function that is not of a module, for its annotations."""


def declare(function: Callable[..., Any], declaration: Declaration) -> None:
    setattr(function, _ATTRIBUTE, declaration)


def declaration_of(value: object) -> Declaration | None:
    """The declaration of a function; also of what another decorator made of it (then `handler` differs)."""
    # Statically: modules hold proxies and classes that are not whole, whose attributes run code.
    found = inspect.getattr_static(value, _ATTRIBUTE, None)
    return found if isinstance(found, Declaration) else None
