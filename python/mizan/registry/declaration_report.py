"""Collects the mistakes of all declarations, so that one start shows them all."""

from __future__ import annotations

from mizan.declare.declaration_error import DeclarationError
from mizan.declare.declaration_errors import DeclarationErrors


class DeclarationReport:
    def __init__(self) -> None:
        self._errors: list[DeclarationError] = []

    def add(self, place: str, reason: str, hint: str | None = None) -> None:
        self._errors.append(DeclarationError(place, reason, hint))

    def raise_if_any(self) -> None:
        if self._errors:
            raise DeclarationErrors(self._errors)


class FunctionReport:
    """Reports the mistakes of one function, and knows whether there were any."""

    def __init__(self, report: DeclarationReport, place: str, name: str) -> None:
        self._report = report
        self._place = place
        self._name = name
        self.is_broken = False

    @property
    def owner(self) -> str:
        """For messages that name the function from elsewhere: `user_profile (server/users.py:12)`."""
        return f"{self._name} ({self._place})"

    def add(self, reason: str, hint: str | None = None) -> None:
        self.is_broken = True
        self._report.add(self._place, f"{self._name}: {reason}", hint)

    def add_at(self, path: str, reason: str, hint: str | None = None) -> None:
        """`path` is where in the declaration: `input.user_id`."""
        self.add(f"{path}: {reason}", hint)
