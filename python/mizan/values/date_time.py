"""
Normal forms of `date`, `time` and `datetime` (SPEC.md, Values, VAL-4, VAL-5), as texts and of Python's own
values.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from mizan.generated.limits import MAX_FRACTION_DIGITS

_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"

_read_date = re.compile(_DATE).fullmatch

_read_time = re.compile(rf"({_CLOCK})(?:\.([0-9]+))?").fullmatch

_read_datetime = re.compile(
    rf"(({_DATE})T{_CLOCK})(?:\.([0-9]+))?(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
).fullmatch


def normalize_date(text: str) -> str | None:
    """`YYYY-MM-DD` of a day that exists."""
    parts = _read_date(text)
    return text if parts and _is_day(parts.group(1), parts.group(2), parts.group(3)) else None


def normalize_time(text: str) -> str | None:
    """`HH:MM:SS` with a fraction of up to six digits, without offset and without leap second."""
    parts = _read_time(text)
    fraction = normalize_fraction(parts.group(2)) if parts else None
    return None if parts is None or fraction is None else parts.group(1) + fraction


def normalize_datetime(text: str) -> str | None:
    """RFC 3339 with an offset, `T` and `Z` upper-case, brought to UTC and `Z`."""
    parts = _read_datetime(text)
    if parts is None:
        return None
    moment, _, year, month, day, digits, offset = parts.groups()
    fraction = normalize_fraction(digits)
    if fraction is None or not _is_day(year, month, day):
        return None
    utc = moment if offset == "Z" else _shift(moment, offset)
    return None if utc is None else f"{utc}{fraction}Z"


def normalize_fraction(digits: str | None) -> str | None:
    """Digits after the seconds to `.digits` or nothing; None when more than six are written, zeros too."""
    if not digits:
        return ""
    if len(digits) > MAX_FRACTION_DIGITS:
        return None
    short = digits.rstrip("0")
    return f".{short}" if short else ""


def datetime_to_text(value: datetime) -> str | None:
    """Normal form of a native; None when it has no offset, or when its year in UTC is outside 0001–9999."""
    if value.utcoffset() is None:
        return None
    try:
        utc = value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return None
    return f"{_trim(utc.isoformat())}Z"


def time_to_text(value: time) -> str | None:
    """Normal form of a native; None when it has an offset."""
    return _trim(value.isoformat()) if value.tzinfo is None else None


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _shift(moment: str, offset: str) -> str | None:
    """Local moment to UTC; None for a year outside the calendar."""
    minutes = int(offset[1:3]) * 60 + int(offset[4:6])
    ahead = timedelta(minutes=-minutes if offset[0] == "-" else minutes)
    try:
        return (datetime.fromisoformat(moment) - ahead).isoformat()
    except OverflowError:
        return None


def _trim(text: str) -> str:
    """Without trailing zeros of a fraction."""
    return text.rstrip("0") if "." in text else text
