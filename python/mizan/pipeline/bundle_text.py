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


@dataclass(frozen=True, slots=True)
class BundleText:
    text: str
    params: Mapping[str, str]
    """Canonical texts by name."""
    entry: str | None
    """`user;user_id=5`; None when it is too long for a header and stands in the bundle."""
    is_tainted: bool
    """A run read the caller or the request, or put something on the answer."""
    has_failures: bool


def to_bundle_text(
    selection: Selection, ready: Sequence[Ready], outcomes: Sequence[QueryOutcome]
) -> BundleText:
    """At least one outcome must be a success."""
    params = to_canonical_params(selection, ready)
    entry = encode_entry_header(selection.context.declared.name, params)
    is_fitting = len(entry) <= MAX_HEADER_BYTES
    members: list[tuple[str, str]] = []
    errors: dict[str, JsonValue] = {}
    is_tainted = False
    for outcome in outcomes:
        if isinstance(outcome, QueryFailure):
            errors[outcome.name] = outcome.failure.error
        else:
            members.append((outcome.ready.function.name, print_json(outcome.wire)))
            is_tainted = is_tainted or outcome.call.is_tainted
    if errors:
        members.append(("_mizan_errors", print_json(errors)))
    if not is_fitting:
        members.append(("_mizan_entry", print_json(entry)))
    # Members in byte order, which for names of ASCII is the order of code points.
    text = "{" + ",".join([f'"{name}":{value}' for name, value in sorted(members)]) + "}"
    return BundleText(text, params, entry if is_fitting else None, is_tainted, bool(errors))


def to_etag(text: str) -> str:
    """Strong: of these bytes."""
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def tainted_names(outcomes: Sequence[QueryOutcome]) -> list[str]:
    """Names of the queries that read what a public answer must not depend on."""
    return [one.ready.function.name for one in outcomes if isinstance(one, Ran) and one.call.is_tainted]


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
