"""Natives → texts of the wire in normal form (VAL-2). Each takes its own class alone, no subclass."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from mizan.values.decimal import normalize_decimal

_UTC_SUFFIX = len("+00:00")
_TOO_BIG = 10**4095


def text_of_datetime(value: Any) -> str:
    if value.__class__ is not datetime or value.tzinfo is None:
        raise ValueError("must be a datetime with a time zone")
    text = value.astimezone(UTC).isoformat()[:-_UTC_SUFFIX]
    return f"{text.rstrip('0')}Z" if "." in text else f"{text}Z"


def text_of_date(value: Any) -> str:
    if value.__class__ is not date:
        raise ValueError("must be a date")
    return value.isoformat()


def text_of_time(value: Any) -> str:
    if value.__class__ is not time or value.tzinfo is not None:
        raise ValueError("must be a time without a time zone")
    text = value.isoformat()
    return text.rstrip("0") if "." in text else text


def text_of_duration(value: Any) -> str:
    if value.__class__ is not timedelta:
        raise ValueError("must be a timedelta")
    sign = "-" if value < timedelta() else ""
    length = abs(value)
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{length.microseconds:06}".rstrip("0") if length.microseconds else ""
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    days = f"{length.days}D" if length.days else ""
    return f"{sign}P{days}{'T' if clock else ''}{clock}" if days or clock else "PT0S"


def text_of_uuid(value: Any) -> str:
    if value.__class__ is not UUID:
        raise ValueError("must be a UUID")
    return str(value)


def text_of_decimal(value: Any) -> str:
    if value.__class__ is not Decimal or not value.is_finite():
        raise ValueError("must be a finite Decimal")
    normal = normalize_decimal(format(value, "f"))
    if normal is None:
        raise ValueError("must be a decimal number of at most 4096 digits")
    return normal


def text_of_bigint(value: Any) -> str:
    if value.__class__ is not int or not -_TOO_BIG < value < _TOO_BIG:
        raise ValueError("must be an integer of less than 4096 digits")
    return str(value)


def text_of_bytes(value: Any) -> str:
    if value.__class__ is not bytes:
        raise ValueError("must be bytes")
    return b64encode(value).decode()


def bytes_of_text(value: Any) -> bytes:
    """Base64 in normal form: padded, without line breaks, unused bits zero."""
    if value.__class__ is not str:
        raise ValueError("must be padded base64")
    data = b64decode(value, validate=True)
    if b64encode(data).decode() != value:
        raise ValueError("must be padded base64")
    return data
