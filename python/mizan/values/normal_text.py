"""The scalars that travel as texts of a fixed grammar, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from mizan.values.date_time import normalize_date, normalize_datetime, normalize_time
from mizan.values.duration import normalize_duration
from mizan.values.uuid import normalize_uuid

TextKind: TypeAlias = Literal["uuid", "date", "time", "datetime", "duration"]

NORMALIZE_TEXT_OF: Final[Mapping[TextKind, Callable[[str], str | None]]] = {
    "uuid": normalize_uuid,
    "date": normalize_date,
    "time": normalize_time,
    "datetime": normalize_datetime,
    "duration": normalize_duration,
}
"""Each gives the normal form, or None for a text that is no such thing."""
