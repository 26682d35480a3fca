"""`ABSENT`: an argument or a member that was not given, which is not null (IR-16)."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal

from pydantic import MISSING


class Absent(Enum):
    """Write `note: str | Absent = ABSENT`; the IR says `optional=#true`."""

    ABSENT = "absent"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT


def is_missing(value: object) -> bool:
    """Pydantic's own sentinel says the same."""
    return value is ABSENT or value is MISSING
