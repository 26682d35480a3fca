"""KDL 2.0 nodes in the one canonical form of IR.md (IR-1, IR-4…6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TypeAlias

from mizan.ir.ir_error import IrError
from mizan.json.number_text import number_text
from mizan.structure.native import is_plain_text

KdlValue: TypeAlias = str | float | bool


def _no_props() -> Mapping[str, KdlValue | None]:
    return {}


@dataclass(frozen=True, slots=True)
class KdlNode:
    name: str
    args: tuple[KdlValue, ...] = ()
    props: Mapping[str, KdlValue | None] = field(default_factory=_no_props)
    """None and False are left out: no property of the IR has a default other than absent or false."""
    children: tuple[KdlNode, ...] = ()


def print_node(node: KdlNode, indent: str = "") -> str:
    """Lines of a node and of all below it, each ended by a newline."""
    words = [indent + node.name, *_print_args(node.args), *_print_props(node.props)]
    text = " ".join(words)
    if not node.children:
        return f"{text}\n"
    children = "".join([print_node(child, f"{indent}    ") for child in node.children])
    return f"{text} {{\n{children}{indent}}}\n"


def _print_args(args: Iterable[KdlValue]) -> list[str]:
    return [_print_value(arg) for arg in args]


def _print_props(props: Mapping[str, KdlValue | None]) -> list[str]:
    said = sorted((name, value) for name, value in props.items() if value is not None and value is not False)
    return [f"{name}={_print_value(value)}" for name, value in said]


def _print_value(value: KdlValue) -> str:
    """Integers and other numbers as ECMAScript prints them; `-0` is `0`."""
    if isinstance(value, str):
        return _print_string(value)
    if isinstance(value, bool):
        return "#true" if value else "#false"
    if not isfinite(value):
        raise IrError("A number of the IR must be finite.")
    return number_text(value)


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

_escape = re.compile(
    '[\\\\"\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]'
).sub


def _print_string(text: str) -> str:
    if not is_plain_text(text):
        raise IrError("A text of the IR holds a lone surrogate.")
    return f'"{_escape(_print_escape, text)}"'


def _print_escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{{{ord(char):x}}}"
