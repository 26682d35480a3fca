"""The `errors` option → declared errors (SPEC.md, Errors)."""

from __future__ import annotations

import re
from typing import Any, cast

from mizan.declare.error_declaration import ErrorDeclaration
from mizan.generated.errors import ERROR_STATUS
from mizan.registry.declaration_report import FunctionReport
from mizan.registry.function_draft import ErrorDraft
from mizan.schema.read_annotation import read_annotation
from mizan.schema.read_union import NOTHING
from mizan.schema.reading import ReadContext
from mizan.schema.type_table import TypeTable

_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_MOST_CODE = 128


def read_errors(errors: object, table: TypeTable, report: FunctionReport) -> tuple[ErrorDraft, ...]:
    if errors is None:
        return ()
    given = list(cast("list[object]", errors)) if isinstance(errors, list | tuple) else [None]
    if not all(isinstance(each, ErrorDeclaration) for each in given):
        report.add_at(
            "errors",
            "must be a list of ErrorDeclaration",
            'Write NAME_TAKEN = ErrorDeclaration("NAME_TAKEN", 409), and errors=[NAME_TAKEN].',
        )
        return ()
    declared = cast("list[ErrorDeclaration[Any]]", given)
    codes = [each.code for each in declared]
    for code in {code for code in codes if codes.count(code) > 1}:
        report.add_at(f"errors.{code}", "is listed twice")
    return tuple(_read_error(each, table, report) for each in declared)


def _read_error(declared: ErrorDeclaration[Any], table: TypeTable, report: FunctionReport) -> ErrorDraft:
    code, status = declared.code, declared.status
    path = f"errors.{code}"
    if _CODE.fullmatch(code) is None or len(code) > _MOST_CODE:
        report.add_at(path, "codes are UPPER_SNAKE: NAME_TAKEN")
    if code in ERROR_STATUS:
        report.add_at(
            path,
            f"{code} is a code of the protocol",
            "Choose a code of your own, or raise a CallError with this one: it needs no declaration.",
        )
    is_status = type(status) is int and 400 <= status <= 499
    if not is_status:
        report.add_at(path, f"the status must be 400 to 499, not {status}")
    context = ReadContext("output", f"{path}.details", report.owner, table, report.add_at)
    details = NOTHING if declared.details is None else read_annotation(declared.details, context)
    return ErrorDraft(code, status, details)
