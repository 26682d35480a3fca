"""One declared function, registered: what tests of arguments and results start from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mizan import ReactContext, client
from mizan.json.json_value import JsonValue
from mizan.registry.binding import Binding
from mizan.registry.create_registry import create_registry
from mizan.registry.registry import Decoded, Misfit, RegisteredFunction, Registry


def register(*functions: Callable[..., Any], binding: Binding | None = None) -> Registry:
    return create_registry([{str(at): function for at, function in enumerate(functions)}], binding=binding)


def taking(**annotations: Any) -> RegisteredFunction:  # noqa: ANN401 - types
    """A mutation with these arguments, none with a default."""
    return register(client(affects="nothing")(_write(annotations, None))).functions["subject"]


def taking_in_query(**annotations: Any) -> RegisteredFunction:  # noqa: ANN401 - types
    """Keys are made of all arguments of a query: `normal` follows what the rules made of them."""
    function = client(context=ReactContext("subject"))(_write(annotations, None))
    return register(function).functions["subject"]


def returning(annotation: Any) -> RegisteredFunction:  # noqa: ANN401 - a type
    return register(client(affects="nothing")(_write({}, annotation))).functions["subject"]


def _write(annotations: dict[str, Any], result: Any) -> Callable[..., Any]:  # noqa: ANN401 - types
    parameters = "".join(f", {name}: T{at}" for at, name in enumerate(annotations))
    names: dict[str, Any] = {f"T{at}": each for at, each in enumerate(annotations.values())}
    names["Result"] = result
    exec(f"def subject(_request{parameters}) -> Result: ...", names)
    return names["subject"]


def accepted(function: RegisteredFunction, args: JsonValue) -> Decoded:
    decoded = function.decode_arguments(args)
    assert isinstance(decoded, Decoded), decoded
    return decoded


def refused(function: RegisteredFunction, args: JsonValue) -> dict[str, list[str]]:
    decoded = function.decode_arguments(args)
    assert isinstance(decoded, Misfit), decoded
    return {pointer: list(messages) for pointer, messages in decoded.fields.items()}
