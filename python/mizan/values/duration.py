"""Normal form of `duration` (SPEC.md, Values): ISO 8601 in days, hours, minutes and seconds."""

from __future__ import annotations

import re
from datetime import timedelta

from mizan.values.date_time import normalize_fraction

# What `timedelta` holds.
_MAX_DAYS = 999_999_999

_read = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,15})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,15})H)?(?:([0-9]{1,15})M)?(?:([0-9]{1,15})(?:\.([0-9]+))?S)?)?"
).fullmatch


def normalize_duration(text: str) -> str | None:
    """
    `P1DT2H3M4.5S` without zero parts, hours under 24, minutes and seconds under 60, `PT0S` for none; a
    leading `-` negates the whole. Parts of any size are carried over (`PT90M` is `PT1H30M`). Years, months
    and weeks are refused.
    """
    parts = _read(text)
    if parts is None:
        return None
    sign, days, hours, minutes, seconds, digits = parts.groups()
    fraction = normalize_fraction(digits)
    total = int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    if fraction is None or total >= (_MAX_DAYS + 1) * 86_400:
        return None
    body = _print(total, fraction)
    return body if body == "PT0S" else sign + body


def duration_to_text(value: timedelta) -> str | None:
    """Normal form of a native; None beyond 999999999 days, which the negative ones of Python pass."""
    micros = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    total, fraction = divmod(abs(micros), 1_000_000)
    return normalize_duration(f"{'-' if micros < 0 else ''}PT{total}.{fraction:06}S")


def _print(total: int, fraction: str) -> str:
    seconds = f"{total % 60}{fraction}"
    time = (
        _part(total // 3600 % 24, "H")
        + _part(total // 60 % 60, "M")
        + ("" if seconds == "0" else f"{seconds}S")
    )
    text = f"P{_part(total // 86_400, 'D')}{time and f'T{time}'}"
    return "PT0S" if text == "P" else text


def _part(value: int, unit: str) -> str:
    return f"{value}{unit}" if value else ""
