"""What the expressions of protocol/vectors/schema-mapping.json may name."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import make_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, NotRequired, Optional, Union
from uuid import UUID

from annotated_types import Interval, MinLen
from pydantic import (
    MISSING,
    UUID4,
    AfterValidator,
    AliasChoices,
    AnyUrl,
    AwareDatetime,
    Base64Bytes,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    FiniteFloat,
    HttpUrl,
    ImportString,
    Json,
    JsonValue,
    NaiveDatetime,
    PastDate,
    PlainSerializer,
    PlainValidator,
    PositiveInt,
    SecretStr,
    StrictInt,
    StringConstraints,
    create_model,
)
from typing_extensions import TypeAliasType, TypedDict

from mizan import ABSENT, Absent, BigInt, Email, Hostname, Ipv4, Ipv6, Unique, Uri

__all__ = [
    "ABSENT",
    "MISSING",
    "UTC",
    "UUID",
    "UUID4",
    "Absent",
    "AfterValidator",
    "AliasChoices",
    "Annotated",
    "Any",
    "AnyUrl",
    "AwareDatetime",
    "Base64Bytes",
    "BeforeValidator",
    "BigInt",
    "ConfigDict",
    "Decimal",
    "Email",
    "EmailStr",
    "Enum",
    "Field",
    "FiniteFloat",
    "Hostname",
    "HttpUrl",
    "IPv4Address",
    "IPv6Address",
    "ImportString",
    "IntEnum",
    "Interval",
    "Ipv4",
    "Ipv6",
    "Iterable",
    "Json",
    "JsonValue",
    "Literal",
    "Mapping",
    "MinLen",
    "NaiveDatetime",
    "NewType",
    "NotRequired",
    "Optional",
    "PastDate",
    "Path",
    "PlainSerializer",
    "PlainValidator",
    "PositiveInt",
    "SecretStr",
    "Sequence",
    "StrEnum",
    "StrictInt",
    "StringConstraints",
    "TypeAliasType",
    "TypedDict",
    "Union",
    "Unique",
    "Uri",
    "create_model",
    "date",
    "datetime",
    "deque",
    "make_dataclass",
    "time",
    "timedelta",
]  # fmt: skip
