"""Every mistake of an app's declarations at once, so that one start shows them all."""

from __future__ import annotations

from collections.abc import Sequence

from mizan.declare.declaration_error import DeclarationError


class DeclarationErrors(Exception):  # noqa: N818 - many of them
    errors: tuple[DeclarationError, ...]
    """In the order of discovery; never empty."""

    def __init__(self, errors: Sequence[DeclarationError]) -> None:
        count = "1 mistake" if len(errors) == 1 else f"{len(errors)} mistakes"
        listed = "\n".join(f"  {error}" for error in errors)
        super().__init__(f"{count} in the declarations:\n{listed}")
        self.errors = tuple(errors)
