"""What a framework adds to the signatures of functions."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass


def _fills_nothing(_parameter: inspect.Parameter) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Binding:
    request: type | None = None
    """The framework's request: what the first parameter of a function is unless it is annotated `Call`."""
    is_injected: Callable[[inspect.Parameter], bool] = _fills_nothing
    """Parameters that the framework fills (`Depends`), which are no arguments. Annotations are evaluated."""
