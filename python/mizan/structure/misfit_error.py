"""
What a check finds wrong and where: made only when something is, so that a value that fits pays nothing for
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from mizan.generated.limits import MAX_FIELD_PROBLEMS
from mizan.structure.pointer import encode_pointer

Check: TypeAlias = Callable[[object, int], object]
"""
The normal form of a value that stands so many levels deep: the very value that came in where nothing had to
change. Raises MisfitError.
"""

# In UTF-16 units. Names in the input can be long, and stand in the pointer of every problem below them.
_MAX_POINTER_LENGTH = 1024


class Problem(NamedTuple):
    path: list[str | int]
    """From the place up to the value that was checked."""
    messages: list[str]


class MisfitError(Exception):
    """`problems`: at most MAX_FIELD_PROBLEMS, in the order of the value."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.problems: list[Problem] = [Problem([], list(messages))]


class Findings:
    """Problems of the members of one value, raised together when all have been looked at."""

    __slots__ = ("problems",)

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, key: str | int, misfit: MisfitError) -> Findings:
        """Problems one level down."""
        for problem in misfit.problems[: MAX_FIELD_PROBLEMS - len(self.problems)]:
            problem.path.append(key)
            self.problems.append(problem)
        return self

    @property
    def is_full(self) -> bool:
        """Whether further problems would be dropped, so that a loop may stop."""
        return len(self.problems) >= MAX_FIELD_PROBLEMS

    def to_error(self) -> MisfitError:
        error = MisfitError()
        error.problems = self.problems
        return error


def field_problems(misfit: MisfitError) -> dict[str, list[str]]:
    """Messages by pointer."""
    fields: dict[str, list[str]] = {}
    for path, messages in misfit.problems:
        known = fields.setdefault(_short_pointer(path[::-1]), [])
        known += [message for message in messages if message not in known]
    return fields


def _short_pointer(path: Sequence[str | int]) -> str:
    """Without the last names where it would be too long."""
    lengths = [1 + len(str(token).encode("utf-16-le")) // 2 for token in path]
    kept = len(path)
    while sum(lengths[:kept]) > _MAX_POINTER_LENGTH:
        kept -= 1
    return encode_pointer(path[:kept])
