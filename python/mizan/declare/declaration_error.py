"""One mistake in a declaration: where it stands, what is wrong, what to do."""

from __future__ import annotations


class DeclarationError(Exception):
    place: str
    """`file:line`, or the name of the function where there is none."""
    reason: str
    hint: str | None

    def __init__(self, place: str, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{place}: {reason}" if hint is None else f"{place}: {reason}\n    {hint}")
        self.place = place
        self.reason = reason
        self.hint = hint
