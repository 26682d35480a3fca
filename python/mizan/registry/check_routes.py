"""Two functions must not answer the same request of a view path."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mizan.registry.function_draft import FunctionDraft

_PARAMETER = re.compile(r":[^/]+")


def check_routes(drafts: Sequence[FunctionDraft]) -> None:
    taken: dict[tuple[str, str], FunctionDraft] = {}
    for draft in drafts:
        if draft.route is None:
            continue
        shape = _PARAMETER.sub(":", draft.route.path)
        for method in draft.route.methods:
            other = taken.setdefault((method, shape), draft)
            if other is not draft:
                draft.report.add_at(
                    "route", f"{method} {draft.route.path} is the path of {other.report.owner} too"
                )
