"""`@client(…)`: the one way to offer a function to clients."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar, Unpack

from mizan.declare.client_options import ClientOptions
from mizan.declare.declaration import Declaration, declare
from mizan.declare.place import frame_of_caller, place_of_code, place_of_frame

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def client(
    **options: Unpack[ClientOptions],
) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """
    The function stays what it was: calling it runs it as it is, without what stands between a request and a
    function (guards, validation, encoding). Its first parameter is the request or the Call; the others are
    arguments.
    """
    frame = frame_of_caller(1)
    # Annotations of a nested function name what is around it.
    namespace: Mapping[str, object] = {} if frame.f_locals is frame.f_globals else dict(frame.f_locals)
    place = place_of_frame(frame)

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        given: Mapping[str, Any] = {**options}
        code = getattr(inspect.unwrap(function), "__code__", None)
        where = place if code is None else place_of_code(code)
        declare(function, Declaration(given, function, where, namespace))
        return function

    return decorate
