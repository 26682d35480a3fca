"""One declaration → a draft: everything that can be judged without looking at other functions."""

from __future__ import annotations

import inspect

from mizan.declare.react_context import ReactContext
from mizan.ir.model import FunctionKind
from mizan.registry.binding import Binding
from mizan.registry.check_options import check_options
from mizan.registry.declaration_report import DeclarationReport, FunctionReport
from mizan.registry.function_draft import CollectedFunction, FunctionDraft
from mizan.registry.read_errors import read_errors
from mizan.registry.read_guard import read_guard
from mizan.registry.read_route import read_route
from mizan.registry.read_signature import SignatureTools, read_signature
from mizan.schema.annotations import doc_of_function
from mizan.schema.type_table import TypeTable


def read_function(
    collected: CollectedFunction, table: TypeTable, binding: Binding, all_reports: DeclarationReport
) -> FunctionDraft:
    report = FunctionReport(all_reports, collected.place, collected.name)
    declaration = collected.declaration
    options = declaration.options
    check_options(options, report)
    if inspect.isgeneratorfunction(declaration.handler) or inspect.isasyncgenfunction(declaration.handler):
        report.add("yields, and a function returns once", "Return a list.")
    kind: FunctionKind = "mutation" if "context" not in options else "query"
    context = options.get("context")
    tools = SignatureTools(table, binding, report)
    signature = read_signature(declaration, is_view="route" in options, tools=tools)
    return FunctionDraft(
        collected=collected,
        kind=kind,
        context=context if isinstance(context, ReactContext) else None,
        guard=read_guard(options.get("auth"), report),
        route=read_route(options, kind, [each.name for each in signature.input.fields], report),
        receives=signature.receives,
        injected=signature.injected,
        input=signature.input,
        output=signature.output,
        errors=read_errors(options.get("errors"), table, report),
        doc=doc_of_function(declaration.handler),
        report=report,
    )
