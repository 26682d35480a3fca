"""A function's signature → its arguments, its result, and what its first parameter is."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from mizan.declare.declaration import Declaration
from mizan.ir.model import Field
from mizan.registry.binding import Binding
from mizan.registry.declaration_report import FunctionReport
from mizan.registry.function_draft import InputDraft
from mizan.schema.annotations import annotate
from mizan.schema.constant_text import constant_text
from mizan.schema.read_annotation import read_annotation, read_defaulted
from mizan.schema.read_union import NOTHING
from mizan.schema.reading import UNREADABLE, ReadContext, Reading
from mizan.schema.type_table import TypeTable
from mizan.values.name import is_name


@dataclass(frozen=True, slots=True)
class Signature:
    receives: Literal["call", "request"]
    injected: tuple[inspect.Parameter, ...]
    input: InputDraft
    output: Reading


@dataclass(frozen=True, slots=True)
class SignatureTools:
    table: TypeTable
    binding: Binding
    report: FunctionReport


def read_signature(declaration: Declaration, *, is_view: bool, tools: SignatureTools) -> Signature:
    report = tools.report
    signature = inspect.signature(declaration.handler)
    first, *others = list(signature.parameters.values()) or [None]
    receives = _read_first(first, declaration, tools)
    injected: list[inspect.Parameter] = []
    arguments: list[inspect.Parameter] = []
    for parameter in others:
        if parameter is None:
            continue
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            report.add_at(
                f"input.{parameter.name}",
                "arguments are named, one by one",
                "List every argument by its name.",
            )
            continue
        known = parameter.replace(
            annotation=_evaluate(parameter.annotation, declaration, f"input.{parameter.name}", report)
        )
        (injected if tools.binding.is_injected(known) else arguments).append(known)
    output = NOTHING if is_view else _read_output(signature.return_annotation, declaration, tools)
    return Signature(receives, tuple(injected), _read_input(arguments, tools), output)


def _read_first(
    parameter: inspect.Parameter | None, declaration: Declaration, tools: SignatureTools
) -> Literal["call", "request"]:
    request = tools.binding.request
    names = "Call" if request is None else f"{request.__name__} or Call"
    if parameter is None or parameter.kind not in (
        parameter.POSITIONAL_ONLY,
        parameter.POSITIONAL_OR_KEYWORD,
    ):
        tools.report.add("has no parameter for the request", f"Write def f(request, …): it is the {names}.")
        return "call"
    own = "call" if request is None else "request"
    annotation = parameter.annotation
    if annotation is parameter.empty:
        return own
    evaluated = _try_evaluate(annotation, declaration)
    if evaluated is None:
        # A name that only type checkers import.
        last = str(annotation).rpartition(".")[2]
        if last == "Call":
            return "call"
        evaluated = request if request and last == request.__name__ else None
    origin = typing.get_origin(evaluated) or evaluated
    if isinstance(origin, type) and _is_call(origin):
        return "call"
    if evaluated in (Any, object) or (isinstance(origin, type) and request and _are_kin(origin, request)):
        return own
    tools.report.add(
        f"the first parameter is the request, and {parameter.name} is annotated as something else",
        f"Write def f(request, {parameter.name}: …): the first is the {names}, the others are arguments.",
    )
    return "call"


def _is_call(annotation: type) -> bool:
    """By its name: the class stands in a room above this one."""
    names = {(base.__module__, base.__qualname__) for base in annotation.__mro__}
    return ("mizan.pipeline.call", "Call") in names


def _are_kin(annotation: type, request: type) -> bool:
    """By their bases: a protocol, which only type checkers can compare, is taken at its word."""
    is_protocol = bool(getattr(annotation, "_is_protocol", False))
    return is_protocol or request in annotation.__mro__ or annotation in request.__mro__


def _read_input(parameters: list[inspect.Parameter], tools: SignatureTools) -> InputDraft:
    readings: dict[str, Reading] = {}
    annotations: dict[str, Any] = {}
    fields: list[Field] = []
    for parameter in parameters:
        context = _context("input", f"input.{parameter.name}", tools)
        if parameter.annotation is parameter.empty:
            context.refuse("has no type", "Annotate it: user_id: int.")
            continue
        if not is_name(parameter.name):
            context.refuse(
                f'"{parameter.name}" is no name for an argument',
                "Names are a letter, then letters, digits and underscores, at most 128.",
            )
        if parameter.annotation is UNREADABLE:
            continue
        reading, annotation = _read_argument(parameter, context)
        readings[parameter.name] = reading
        annotations[parameter.name] = annotation
        fields.append(_to_field(parameter.name, reading))
    return InputDraft(tuple(fields), readings, annotations)


def _read_argument(parameter: inspect.Parameter, context: ReadContext) -> tuple[Reading, Any]:
    """`limit: Annotated[int, Field(ge=1)] = 20` and `limit: int = Field(20, ge=1)` say the same."""
    is_required = parameter.default is parameter.empty
    said = (
        FieldInfo.from_annotation(parameter.annotation)
        if is_required
        else FieldInfo.from_annotated_attribute(parameter.annotation, parameter.default)
    )
    if said.alias is not None or said.validation_alias is not None:
        context.refuse("an argument's name is its parameter's", "Leave out the alias.")
    annotation: Any = said.annotation
    if said.discriminator is not None:
        annotation = Annotated[annotation, FieldInfo(discriminator=said.discriminator)]
    for metadata in said.metadata:
        annotation = Annotated[annotation, metadata]
    if said.default_factory is not None:
        reading = read_defaulted(annotation, {"default_factory": said.default_factory}, context)
    elif said.default is not PydanticUndefined:
        reading = read_defaulted(annotation, {"default": said.default, "copy_default": True}, context)
    else:
        reading = read_annotation(annotation, context)
    return _annotate(reading, said), annotation


def _annotate(reading: Reading, said: FieldInfo) -> Reading:
    example = said.examples[0] if said.examples else None
    return replace(
        annotate(reading, {}),
        doc=said.description or reading.doc,
        deprecated=bool(said.deprecated) or reading.deprecated,
        example=reading.example if example is None else constant_text(example, reading.type),
    )


def _to_field(name: str, reading: Reading) -> Field:
    return Field(
        name=name,
        type=reading.type,
        doc=reading.doc,
        default=reading.default,
        example=reading.example,
        deprecated=reading.deprecated,
        optional=reading.is_optional and reading.default is None,
    )


def _read_output(annotation: Any, declaration: Declaration, tools: SignatureTools) -> Reading:  # noqa: ANN401 - a type
    context = _context("output", "output", tools)
    if annotation is inspect.Signature.empty:
        return context.refuse(
            "has no type", "Annotate the result: -> Profile, or -> None when there is none."
        )
    evaluated = _evaluate(annotation, declaration, "output", tools.report)
    if evaluated is UNREADABLE:
        return UNREADABLE
    return NOTHING if evaluated is type(None) or evaluated is None else read_annotation(evaluated, context)


def _context(side: Literal["input", "output"], path: str, tools: SignatureTools) -> ReadContext:
    return ReadContext(side, path, tools.report.owner, tools.table, tools.report.add_at)


def _evaluate(annotation: Any, declaration: Declaration, path: str, report: FunctionReport) -> Any:  # noqa: ANN401 - a type
    """UNREADABLE, and reported, when it names what is not there at run time."""
    if annotation is inspect.Parameter.empty:
        return annotation
    found = _try_evaluate(annotation, declaration)
    if found is None and annotation is not None:
        report.add_at(
            path,
            f"the annotation {annotation!r} names something that is not known at run time",
            "Import it outside of `if TYPE_CHECKING:`.",
        )
        return UNREADABLE
    return found


def _try_evaluate(annotation: Any, declaration: Declaration) -> Any:  # noqa: ANN401 - a type
    """Each by itself: one that only type checkers can resolve must not spoil the others."""
    holder: Callable[..., Any] = lambda: None  # noqa: E731 - get_type_hints wants something that has annotations
    holder.__annotations__ = {"it": annotation}
    handler = inspect.unwrap(declaration.handler)
    names: Mapping[str, Any] = getattr(handler, "__globals__", {})
    try:
        hints = typing.get_type_hints(
            holder, globalns=dict(names), localns=dict(declaration.namespace), include_extras=True
        )
    except (NameError, AttributeError, SyntaxError, TypeError):
        return None
    return hints["it"]
