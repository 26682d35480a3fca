"""What the expressions of protocol/vectors/schema-mapping.json may name."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import make_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal, NewType, NotRequired, Optional, Union
from uuid import UUID

from annotated_types import Interval, MinLen
from pydantic import (
    UUID4,
    AfterValidator,
    AliasChoices,
    AnyUrl,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    FiniteFloat,
    HttpUrl,
    Json,
    JsonValue,
    NaiveDatetime,
    PastDate,
    PlainSerializer,
    PlainValidator,
    PositiveInt,
    StrictInt,
    StringConstraints,
    create_model,
)
from typing_extensions import TypeAliasType, TypedDict

from mizan import ABSENT, Absent, BigInt, Email, Hostname, Ipv4, Ipv6, Unique, Uri

__all__ = [
    "ABSENT", "UTC", "UUID", "UUID4", "Absent", "AfterValidator", "AliasChoices", "Annotated", "Any", "AnyUrl",
    "AwareDatetime", "BeforeValidator", "BigInt", "ConfigDict", "Decimal", "Email", "EmailStr", "Enum", "Field",
    "FiniteFloat", "Hostname", "HttpUrl", "IPv4Address", "IPv6Address", "IntEnum", "Interval", "Ipv4", "Ipv6", "Iterable",
    "Json", "JsonValue", "Literal", "Mapping", "MinLen", "NaiveDatetime", "NewType", "NotRequired", "Optional", "PastDate",
    "PlainSerializer", "PlainValidator", "PositiveInt", "Sequence", "StrEnum", "StrictInt", "StringConstraints",
    "TypeAliasType", "TypedDict", "Union", "Unique", "Uri", "create_model", "date", "datetime", "deque", "make_dataclass",
    "time", "timedelta",
]  # fmt: skip
