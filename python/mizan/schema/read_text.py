"""Strings, bytes, and the natives that travel as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from mizan.ir.model import BytesType, PlainType, StringFormat, StringType
from mizan.schema.core_node import CoreNode, after, chain, mark_of, plain
from mizan.schema.native_text import (
    bytes_of_text,
    text_of_bytes,
    text_of_date,
    text_of_datetime,
    text_of_duration,
    text_of_time,
    text_of_uuid,
)
from mizan.schema.pattern import to_i_regexp
from mizan.schema.reading import ReadContext, Reading
from mizan.structure.formats import is_format
from mizan.structure.pattern.compile_pattern import compile_pattern

TextKind = Literal["uuid", "date", "time", "datetime", "duration"]

FORMATS: dict[str, StringFormat] = {
    "email": "email",
    "uri": "uri",
    "hostname": "hostname",
    "ipv4": "ipv4",
    "ipv6": "ipv6",
}

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{0,5}[1-9])?"
_SECONDS = r"(([1-9]|[1-5][0-9])(\.[0-9]{0,5}[1-9])?|0\.[0-9]{0,5}[1-9])S"
_MINUTES = "([1-9]|[1-5][0-9])M"
_HOURS = "([1-9]|1[0-9]|2[0-3])H"
_CLOCK = f"T({_HOURS}({_MINUTES})?({_SECONDS})?|{_MINUTES}({_SECONDS})?|{_SECONDS})"

# Normal forms alone: whatever else the grammar allows is brought to them by the structure.
_PATTERNS: dict[TextKind, str] = {
    "uuid": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    "date": f"^{_DATE}$",
    "time": f"^{_TIME}$",
    "datetime": f"^{_DATE}T{_TIME}Z$",
    "duration": f"^(PT0S|-?P([1-9][0-9]{{0,8}}D({_CLOCK})?|{_CLOCK}))$",
}

_TEXT_OF: dict[TextKind, Callable[[object], str]] = {
    "uuid": text_of_uuid,
    "date": text_of_date,
    "time": text_of_time,
    "datetime": text_of_datetime,
    "duration": text_of_duration,
}


def read_native_text(kind: TextKind, node: CoreNode, context: ReadContext) -> Reading:
    zone = node.get("tz_constraint")
    if kind == "datetime" and zone == "naive":
        return context.refuse("the IR has no datetime without a time zone", "Use datetime or AwareDatetime.")
    if kind == "time" and zone == "aware":
        return context.refuse("the IR has no time with a time zone", "Use a datetime, or a time without one.")
    native = {key: value for key, value in node.items() if key not in ("ref", "serialization", "metadata")}
    if context.side == "output":
        return Reading(PlainType(kind), plain(_TEXT_OF[kind]))
    text: CoreNode = {"type": "str", "strict": True, "pattern": _PATTERNS[kind]}
    if kind == "duration":
        text = after(_refuse_beyond_python, text)
    return Reading(PlainType(kind), chain(text, {**native, "strict": False}))


def _refuse_beyond_python(text: str) -> str:
    """A timedelta starts at -999999999 days, and the clock of a negative duration goes beyond them."""
    if text.startswith(_LEAST_DAYS) and text != _LEAST_DAYS:
        raise ValueError("must be at least -999999999 days")
    return text


_LEAST_DAYS = "-P999999999D"


def read_bytes(node: CoreNode, context: ReadContext) -> Reading:
    type_ = BytesType(max_length=node.get("max_length"))
    rules = {key: node[key] for key in ("min_length", "max_length") if node.get(key) is not None}
    native = {"type": "bytes", "strict": True, **rules}
    if context.side == "output":
        return Reading(type_, chain(native, plain(text_of_bytes)))
    return Reading(type_, chain(plain(bytes_of_text), native))


def read_string(node: CoreNode, context: ReadContext) -> Reading:
    """Rules of the model's configuration count like rules of the annotation."""
    low = _rule("min_length", node, context.config)
    high = _rule("max_length", node, context.config)
    rules = {
        **({} if low is None else {"min_length": low}),
        **({} if high is None else {"max_length": high}),
    }
    mark = mark_of(node) or ""
    pattern = node.get("pattern")
    said = None if mark in FORMATS or pattern is None else to_i_regexp(_source(pattern))
    type_ = StringType(
        format=FORMATS.get(mark), min_length=low or None, max_length=high, pattern=said if said else None
    )
    transforms = {
        key: value
        for key in ("strip_whitespace", "to_lower", "to_upper")
        if (value := _rule(key, node, context.config))
    }
    # A length, even 0, makes Pydantic look for lone surrogates; the decoder of JSON did that on the way in.
    looked = {"min_length": 0} if context.side == "output" else {}
    still = _NO_TRANSFORM if any(context.config.get(f"str_{name}") for name in _NO_TRANSFORM) else {}
    core = _with_checks({"type": "str", "strict": True, **still, **looked, **rules}, type_)
    if pattern is not None and said is None:
        core = chain(core, {"type": "str", "strict": True, **still, "pattern": pattern})
    if context.side == "output" or not transforms:
        return Reading(type_, core)
    # The structure looks at the text as it came, the rules at what the transforms made of it.
    native = {"type": "str", "strict": True, **_NO_TRANSFORM, **rules, **transforms}
    if pattern is not None:
        native["pattern"] = pattern
    return Reading(type_, native, is_exact=False, may_change=True)


_NO_TRANSFORM = {"strip_whitespace": False, "to_lower": False, "to_upper": False}


def _rule(name: str, node: Mapping[str, Any], config: Mapping[str, Any]) -> Any:  # noqa: ANN401 - one of several kinds
    own = node.get(name)
    return config.get(f"str_{name}") if own is None else own


def _source(pattern: object) -> str:
    return pattern if isinstance(pattern, str) else getattr(pattern, "pattern", "")


def _with_checks(core: CoreNode, type_: StringType) -> CoreNode:
    if type_.format is not None:
        core = after(_format_check(type_.format), core)
    if type_.pattern is not None:
        core = after(_pattern_check(type_.pattern), core)
    return core


def _format_check(format_: StringFormat) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not is_format(format_, value):
            raise ValueError(f"must be of the format {format_}")
        return value

    return check


def _pattern_check(source: str) -> Callable[[str], str]:
    matches = compile_pattern(source)

    def check(value: str) -> str:
        if not matches(value):
            raise ValueError("must match the declared pattern")
        return value

    return check
