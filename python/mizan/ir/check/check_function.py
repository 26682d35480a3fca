"""Functions of a document, and what mutations claim to affect (IR.md, IR-24…29)."""

from __future__ import annotations

from mizan.errors.call_error import status_of
from mizan.ir.check.check_bounds import is_safe_integer
from mizan.ir.check.check_name import is_auth, is_error_code
from mizan.ir.check.check_type import check_fields, check_type
from mizan.ir.check.inspection import Inspection
from mizan.ir.model import AffectsNode, FunctionNode, MergeNode, RefType, TypeExpression
from mizan.ir.reached_types import inner_types
from mizan.ir.type_node import print_type
from mizan.json.number_text import number_text


def check_function(function: FunctionNode, inspection: Inspection) -> None:
    place = f"function {function.name}"
    check_fields(function.input, place, inspection)
    check_type(function.output, f"{place}, output", inspection)
    if _holds_file(function.output, inspection):
        inspection.report(f"{place}, output", "cannot be a file: give the function a route")
    auth = function.auth
    if auth is not None and not is_auth(auth):
        problem = f'the auth "{auth}" is none of authenticated, staff, superuser, perm:NAME, custom'
        inspection.report(place, problem)
    _check_errors(function, place, inspection)
    route = function.route
    if route is not None and (not route.path.startswith("/") or not route.methods):
        inspection.report(place, 'a route is a path that starts with "/", and the methods that it takes')
    if function.kind == "query":
        _check_query(function, place, inspection)
    else:
        _check_mutation(function, place, inspection)


def _check_errors(function: FunctionNode, place: str, inspection: Inspection) -> None:
    seen: set[str] = set()
    for error in function.errors:
        at = f"{place}, error {error.code}"
        if not is_error_code(error.code):
            inspection.report(at, "is no code: capital letters, digits and underscores")
        if status_of(error.code) is not None:
            inspection.report(at, "is one of the codes that every server answers: choose another")
        if error.code in seen:
            inspection.report(at, "is declared twice")
        if not (is_safe_integer(error.status) and 400 <= error.status <= 499):
            inspection.report(at, f"the status {number_text(error.status)} is not from 400 to 499")
        seen.add(error.code)
        check_type(error.type, at, inspection)


def _check_query(function: FunctionNode, place: str, inspection: Inspection) -> None:
    if function.affects or function.merge:
        inspection.report(place, "a query only reads: affects and merge are for mutations")
    if function.context is not None and function.context not in inspection.contexts:
        inspection.report(place, f'there is no context "{function.context}"')
    cache, rev = function.cache, function.rev
    if cache is not None and not (is_safe_integer(cache) and cache > 0):
        inspection.report(place, f"cache={number_text(cache)} is no number of seconds")
    if rev is not None and not (is_safe_integer(rev) and rev >= 0):
        inspection.report(place, f"rev={number_text(rev)} is no revision")
    for field in function.input:
        if _holds_file(field.type, inspection):
            problem = "cannot be a file: a query is read by its URL"
            inspection.report(f"{place}, field {field.name}", problem)


def _check_mutation(function: FunctionNode, place: str, inspection: Inspection) -> None:
    properties = {"context": function.context, "cache": function.cache, "rev": function.rev}
    for name, value in properties.items():
        if value is not None:
            inspection.report(place, f"a mutation has no {name}")
    for affects in function.affects:
        _check_affects(function, affects, inspection)
    for merge in function.merge:
        _check_merge(function, merge, inspection)


def _check_affects(function: FunctionNode, affects: AffectsNode, inspection: Inspection) -> None:
    place = f"function {function.name}, affects {affects.context}"
    context = inspection.contexts.get(affects.context)
    if context is None:
        inspection.report(place, "there is no such context")
        return
    query = None if affects.function is None else inspection.functions.get(affects.function)
    if affects.function is not None and (query is None or query.context != affects.context):
        inspection.report(place, f'"{affects.function}" is no query of that context')
    for name in affects.scope:
        is_of_context = any(param.name == name for param in context.params)
        if not is_of_context or (query is not None and not _has_field(query, name)):
            inspection.report(place, f'the scope "{name}" is no param of it')
        if not _has_field(function, name):
            inspection.report(place, f'the scope "{name}" is no argument of the function')
    is_scoped = any(query.auth is not None for query in inspection.queries.get(affects.context, ()))
    if affects.own and not is_scoped:
        problem = "own is for contexts with a guarded query: nobody owns entries of this one"
        inspection.report(place, problem)


def _check_merge(function: FunctionNode, merge: MergeNode, inspection: Inspection) -> None:
    place = f"function {function.name}, merge {merge.context}"
    query = inspection.functions.get(merge.function)
    if query is None or query.context != merge.context:
        inspection.report(place, f'"{merge.function}" is no query of that context')
    elif print_type(query.output) != print_type(function.output):
        inspection.report(place, f'"{merge.function}" has another output type')


def _has_field(function: FunctionNode, name: str) -> bool:
    return any(field.name == name for field in function.input)


def _holds_file(type_: TypeExpression, inspection: Inspection) -> bool:
    seen: set[str] = set()
    open_ = [type_]
    while open_:
        inner = open_.pop()
        if inner.kind == "file":
            return True
        open_.extend(inner_types(inner))
        if isinstance(inner, RefType) and inner.name not in seen and inner.name in inspection.types:
            seen.add(inner.name)
            open_.append(inspection.types[inner.name].type)
    return False
