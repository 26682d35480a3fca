"""
A bundle as bytes, with what its headers say: the same for a fetch and for a refresh (SPEC.md, Headers of a
bundle).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from mizan.generated.limits import MAX_HEADER_BYTES
from mizan.json.print_json import print_json
from mizan.pipeline.steps.invoke import QueryFailure, Ran
from mizan.targets.encode_target import encode_entry_header

if TYPE_CHECKING:
    from mizan.json.json_value import JsonValue
    from mizan.pipeline.exchange import Selection
    from mizan.pipeline.steps.decode import Ready
    from mizan.pipeline.steps.invoke import QueryOutcome
    from mizan.registry.registry import RegisteredContext


@dataclass(frozen=True, slots=True)
class EntryText:
    params: Mapping[str, str]
    """Canonical texts by name."""
    text: str
    """`user;user_id=5`."""

    @property
    def header(self) -> str | None:
        """None when it is too long for a header and stands in the bundle."""
        return self.text if len(self.text) <= MAX_HEADER_BYTES else None


@dataclass(frozen=True, slots=True)
class BundleText:
    text: str
    entry: EntryText
    is_tainted: bool = False
    """A run read what its context does not promise, or put something on the answer."""
    has_failures: bool = False


def to_entry_text(selection: Selection, ready: Sequence[Ready]) -> EntryText:
    params = to_canonical_params(selection, ready)
    return EntryText(params, encode_entry_header(selection.context.declared.name, params))


def to_bundle_text(
    context: RegisteredContext, entry: EntryText, outcomes: Sequence[QueryOutcome]
) -> BundleText:
    """At least one outcome must be a success."""
    members: list[tuple[str, str]] = []
    errors: dict[str, JsonValue] = {}
    is_tainted = False
    for outcome in outcomes:
        if isinstance(outcome, QueryFailure):
            errors[outcome.name] = outcome.failure.error
        else:
            members.append((outcome.ready.function.name, print_json(outcome.wire)))
            is_tainted = is_tainted or is_tainted_run(outcome, context)
    if errors:
        members.append(("_mizan_errors", print_json(errors)))
    if entry.header is None:
        members.append(("_mizan_entry", print_json(entry.text)))
    # Members in byte order, which for names of ASCII is the order of code points.
    text = "{" + ",".join([f'"{name}":{value}' for name, value in sorted(members)]) + "}"
    return BundleText(text, entry, is_tainted, bool(errors))


def to_etag(text: str) -> str:
    """Strong: of these bytes."""
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def is_tainted_run(ran: Ran, context: RegisteredContext) -> bool:
    """
    A query may read its params, its vary inputs, and the caller where its context is user-scoped (CACHE-4).
    """
    return ran.call.has_read_request or (ran.call.has_read_user and not context.user_scoped)


def tainted_names(outcomes: Sequence[QueryOutcome], context: RegisteredContext) -> list[str]:
    """Names of the queries that read what their answer must not depend on."""
    return [
        one.ready.function.name for one in outcomes if isinstance(one, Ran) and is_tainted_run(one, context)
    ]


def to_canonical_params(selection: Selection, ready: Sequence[Ready]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for param in selection.context.params:
        declared = param.declared
        for one in ready:
            value = one.normal.get(declared.name)
            if value is not None and one.function.name in declared.used_by:
                text = declared.canonical_text(value)
                if text is not None:
                    texts[declared.name] = text
                break
    return texts
