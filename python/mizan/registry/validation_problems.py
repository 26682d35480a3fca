"""What Pydantic says against a value whose structure is right → messages by JSON pointer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from pydantic_core import ErrorDetails, ValidationError

from mizan.generated.limits import MAX_FIELD_PROBLEMS
from mizan.structure.misfit_error import MisfitError, Problem, field_problems

# Raised by the rules of people; what else a union's members say is that the value is of another member.
_RAISED = ("value_error", "assertion_error")


def validation_problems(error: ValidationError, value: object) -> dict[str, list[str]]:
    """At most as many, and as long, as those of the structure (ERR-2)."""
    problems = error.errors(include_url=False, include_input=False)
    raised = [problem for problem in problems if problem["type"] in _RAISED]
    misfit = MisfitError()
    misfit.problems = [
        Problem(_path(problem["loc"], value)[::-1], [_message(problem)])
        for problem in (raised or problems)[:MAX_FIELD_PROBLEMS]
    ]
    return {pointer: list(dict.fromkeys(messages)) for pointer, messages in field_problems(misfit).items()}


def _message(problem: ErrorDetails) -> str:
    """Without the prefix by which Pydantic says who raised it."""
    raised = problem.get("ctx", {}).get("error")
    return str(raised) if problem["type"] in _RAISED and raised is not None else problem["msg"]


def _path(location: Sequence[int | str], value: object) -> list[str | int]:
    """Pydantic names unions and validators among the members of the value; those stand in no value."""
    path: list[str | int] = []
    for step in location:
        if isinstance(value, Mapping) and isinstance(step, str) and step in value:
            value = cast("Mapping[str, object]", value)[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(cast("list[object]", value)):
            value = cast("list[object]", value)[step]
        else:
            continue
        path.append(step)
    return path
