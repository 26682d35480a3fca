"""
Decode: arguments and params into what handlers take (SPEC.md, Structure before libraries; Query string).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mizan.pipeline.refuse import refuse, refuse_values
from mizan.query_string.decode_query import decode_query
from mizan.query_string.query_error import QueryError
from mizan.registry.registry import Misfit

if TYPE_CHECKING:
    from mizan.errors.call_error import CallError
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.exchange import ParamSource, Selection, ViewPlan
    from mizan.pipeline.service import Service, WireParam
    from mizan.query_string.decode_query import DecodedQuery
    from mizan.registry.registry import RegisteredFunction


@dataclass(slots=True)
class Ready:
    """A function with arguments that passed."""

    function: RegisteredFunction
    value: Mapping[str, Any]
    """For the handler."""
    normal: JsonObject
    """Normal form."""


def decode_call(function: RegisteredFunction, args: JsonValue) -> Ready:
    decoded = function.decode_arguments(args)
    if isinstance(decoded, Misfit):
        raise refuse_values(decoded.fields)
    return Ready(function, decoded.value, decoded.normal)


def decode_bundle(selection: Selection, source: ParamSource, service: Service) -> list[Ready]:
    """Each query gets the params that it declares; the first problem by name of query fails them all."""
    queries, context = selection.queries, selection.context
    used = context.params
    if selection.is_slice:
        names = {query.name for query in queries}
        used = [param for param in used if not names.isdisjoint(param.declared.used_by)]
    if isinstance(source, str):
        decode = context.decode_query
        if selection.is_slice:
            fields = [param.field for param in used]

            def decode_slice(text: str) -> DecodedQuery:
                return decode_query(text, fields, service.types)

            decode = decode_slice
        values = _decode_query_string(source, decode, queries)
    else:
        values = source
    given = _fill_absent(values, used)
    ready: list[Ready] = []
    for query in queries:
        args = {name: given[name] for name in query.parameters if name in given}
        decoded = query.decode_arguments(args)
        if isinstance(decoded, Misfit):
            raise refuse_values(decoded.fields, query.name)
        ready.append(Ready(query, decoded.value, decoded.normal))
    return ready


def decode_view(plan: ViewPlan, service: Service) -> Ready:
    """Path, query string and body together are the arguments; a body cannot say again what the path says."""
    fields = service.inputs.get(plan.function.name, ())
    members: JsonObject = plan.body if isinstance(plan.body, Mapping) else {}
    text = (
        f"{plan.query_string}&{plan.body}" if isinstance(plan.body, str) and plan.body else plan.query_string
    )
    for name, _ in plan.match.params:
        if name in members:
            raise refuse_values({f"/{name}": ["stands in the path"]})
    asked = [field for field in fields if field.name not in members]

    def decode(query: str) -> DecodedQuery:
        return decode_query(query, asked, service.types)

    values = _decode_query_string(text, decode, ())
    return decode_call(plan.function, {**values, **members})


def _decode_query_string(
    text: str, decode: Callable[[str], DecodedQuery], queries: Sequence[RegisteredFunction]
) -> JsonObject:
    try:
        return decode(text).values
    except QueryError as error:
        raise _refuse_query(error, queries) from None


def _refuse_query(error: QueryError, queries: Sequence[RegisteredFunction]) -> CallError:
    if error.code == "BAD_REQUEST":
        return refuse("BAD_REQUEST", "the query string is not percent-coded UTF-8, or a param is no JSON")
    for query in queries:
        own = {at: said for at, said in error.fields.items() if at.split("/")[1] in query.parameters}
        if own:
            return refuse_values(own, query.name)
    return refuse_values(error.fields)


def _fill_absent(values: JsonObject, params: Sequence[WireParam]) -> JsonObject:
    """Null is as absent, and what is absent gets what the declaration says (`WireParam.absent`)."""
    filled: dict[str, JsonValue] | None = None
    for param in params:
        if values.get(param.name) is not None:
            continue
        if filled is None:
            filled = dict(values)
        if param.absent is ...:
            filled.pop(param.name, None)
        else:
            filled[param.name] = param.absent
    return values if filled is None else filled
