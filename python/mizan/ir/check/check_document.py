"""What makes a document no IR (IR.md; SPEC.md, VAL-13): every problem at once, each with its place."""

from __future__ import annotations

from mizan.ir.check.check_context import check_context, check_context_params
from mizan.ir.check.check_function import check_function
from mizan.ir.check.check_name import NAME_RULE, is_form_function_name
from mizan.ir.check.check_type import check_fields, check_named_type, check_type
from mizan.ir.check.inspection import Inspection
from mizan.ir.model import IrDocument
from mizan.values.name import is_name


def check_document(document: IrDocument) -> list[str]:
    """
    Problems of a document, in normal form or not, as sentences that name their place; none when it is sound.
    """
    inspection = Inspection(document)
    _check_repeats(document, inspection)
    for named in document.types:
        check_named_type(named, inspection)
    for context in document.contexts:
        check_context(context, inspection)
    for function in document.functions:
        check_function(function, inspection)
    for channel in document.channels:
        place = f"channel {channel.name}"
        check_fields(channel.params, place, inspection)
        for message in (channel.client, channel.server):
            if message is not None:
                check_type(message, place, inspection)
    for form in document.forms:
        place = f"form {form.name}"
        check_fields(form.input, place, inspection)
        check_type(form.output, f"{place}, output", inspection)
    check_context_params(document, inspection)
    return list(dict.fromkeys(inspection.problems))


def _check_repeats(document: IrDocument, inspection: Inspection) -> None:
    kinds = {
        "type": document.types,
        "context": document.contexts,
        "function": document.functions,
        "channel": document.channels,
        "form": document.forms,
    }
    for kind, nodes in kinds.items():
        seen: set[str] = set()
        for node in nodes:
            is_good = is_name(node.name) or (kind == "function" and is_form_function_name(node.name))
            if not is_good:
                inspection.report(f"{kind} {node.name}", NAME_RULE)
            if node.name in seen:
                inspection.report(f"{kind} {node.name}", "is declared twice")
            seen.add(node.name)
