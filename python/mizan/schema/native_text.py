"""Natives → texts of the wire in normal form (VAL-2). Each takes its own class alone, no subclass."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from mizan.values.base64 import base64_to_bytes
from mizan.values.date_time import datetime_to_text, time_to_text
from mizan.values.decimal import bigint_to_text, decimal_to_text
from mizan.values.duration import duration_to_text

_AT_UTC = "+00:00"
_MOST_QUICK_DIGITS = 32


def text_of_datetime(value: Any) -> str:
    if value.__class__ is not datetime:
        raise ValueError("must be a datetime")
    text = value.isoformat()
    if text.endswith(_AT_UTC):
        # By far most moments of a server: no arithmetic, and the same text.
        moment = text[: -len(_AT_UTC)]
        return f"{moment.rstrip('0')}Z" if value.microsecond else f"{moment}Z"
    return _known(datetime_to_text(value), "must be a datetime with a time zone, of the years 1 to 9999")


def text_of_date(value: Any) -> str:
    if value.__class__ is not date:
        raise ValueError("must be a date")
    return value.isoformat()


def text_of_time(value: Any) -> str:
    if value.__class__ is not time:
        raise ValueError("must be a time")
    return _known(time_to_text(value), "must be a time without a time zone")


def text_of_duration(value: Any) -> str:
    if value.__class__ is not timedelta:
        raise ValueError("must be a timedelta")
    return _known(duration_to_text(value), "must be a timedelta of at most 999999999 days")


def text_of_uuid(value: Any) -> str:
    if value.__class__ is not UUID:
        raise ValueError("must be a UUID")
    return str(value)


def text_of_decimal(value: Any) -> str:
    if value.__class__ is not Decimal:
        raise ValueError("must be a Decimal")
    text = str(value)
    if "." in text and len(text) < _MOST_QUICK_DIGITS and "E" not in text:
        trimmed = text.rstrip("0").rstrip(".")
        return "0" if trimmed == "-0" else trimmed
    return _known(decimal_to_text(value), "must be a finite Decimal of at most 4096 digits")


def text_of_bigint(value: Any) -> str:
    if value.__class__ is not int:
        raise ValueError("must be an integer")
    return _known(bigint_to_text(value), "must be an integer of at most 4096 digits")


def text_of_bytes(value: Any) -> str:
    if value.__class__ is not bytes:
        raise ValueError("must be bytes")
    return b64encode(value).decode("ascii")


def bytes_of_text(value: Any) -> bytes:
    """Base64 in normal form: padded, without line breaks, unused bits zero."""
    if value.__class__ is not str:
        raise ValueError("must be padded base64")
    return base64_to_bytes(value)


def _known(text: str | None, reason: str) -> str:
    if text is None:
        raise ValueError(reason)
    return text
