"""Parser of I-Regexp (RFC 9485 §3) without `\\p` and `\\P` (SPEC.md, VAL-16)."""

from __future__ import annotations

from math import inf
from typing import NoReturn

from mizan.ir.ir_error import IrError
from mizan.structure.native import is_plain_text
from mizan.structure.pattern.pattern_node import (
    CharacterSet,
    PatternChoice,
    PatternNode,
    PatternRepeat,
    PatternSequence,
)

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"} | {char: char for char in "()*+-.?[\\]^{|}"}

# More than a pattern may have states.
_MANY = 1e15


def parse_pattern(source: str) -> PatternNode:
    """
    Raises IrError for whatever is outside the subset: anchors are characters there, `\\d` and look-around do
    not exist.
    """
    reader = _Reader(source)
    if not is_plain_text(source):
        reader.refuse("holds a lone surrogate")
    node = _parse_choice(reader)
    if reader.peek() != "":
        reader.refuse('has a ")" that closes nothing')
    return node


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        """Empty at the end."""
        return self.source[self.at + ahead : self.at + ahead + 1]

    def next(self) -> str:
        char = self.peek()
        if char == "":
            self.refuse("ends too early")
        self.at += 1
        return char

    def take(self, char: str) -> bool:
        if self.peek() != char:
            return False
        self.at += 1
        return True

    def refuse(self, problem: str) -> NoReturn:
        raise IrError(f'The pattern "{self.source}" {problem}.')


def _parse_choice(reader: _Reader) -> PatternNode:
    branches = [_parse_sequence(reader)]
    while reader.take("|"):
        branches.append(_parse_sequence(reader))
    return branches[0] if len(branches) == 1 else PatternChoice(tuple(branches))


def _parse_sequence(reader: _Reader) -> PatternNode:
    items: list[PatternNode] = []
    while reader.peek() not in ("", "|", ")"):
        items.append(_parse_quantified(reader, _parse_atom(reader)))
    return PatternSequence(tuple(items))


def _parse_atom(reader: _Reader) -> PatternNode:
    char = reader.next()
    match char:
        case "(":
            inner = _parse_choice(reader)
            if not reader.take(")"):
                reader.refuse('has a "(" that nothing closes')
            return inner
        case ".":
            return CharacterSet((_single("\n"), _single("\r")), is_negated=True)
        case "[":
            return _parse_class(reader)
        case "\\":
            return CharacterSet((_single(_parse_escape(reader)),))
        case "*" | "+" | "?" | "{" | "}" | "]":
            return reader.refuse(f'has a "{char}" that must be escaped there')
        case _:
            return CharacterSet((_single(char),))


def _parse_quantified(reader: _Reader, item: PatternNode) -> PatternNode:
    if reader.take("*"):
        return PatternRepeat(item, 0, None)
    if reader.take("+"):
        return PatternRepeat(item, 1, None)
    if reader.take("?"):
        return PatternRepeat(item, 0, 1)
    if not reader.take("{"):
        return item
    least = _parse_count(reader)
    if least is None:
        reader.refuse('has a "{" without a number')
    most = least
    if reader.take(","):
        given = _parse_count(reader)
        most = inf if given is None else given
    if not reader.take("}"):
        reader.refuse('has a "{" that nothing closes')
    if most < least:
        reader.refuse("repeats from more to less")
    return PatternRepeat(item, _clamp(least), None if most == inf else _clamp(most))


def _parse_count(reader: _Reader) -> float | None:
    start = reader.at
    while "0" <= reader.peek() <= "9":
        reader.at += 1
    digits = reader.source[start : reader.at]
    return float(digits) if digits else None


def _clamp(count: float) -> int:
    return int(min(count, _MANY))


def _parse_class(reader: _Reader) -> CharacterSet:
    is_negated = reader.take("^")
    ranges: list[tuple[int, int]] = []
    if reader.take("-"):
        ranges.append(_single("-"))
    while reader.peek() != "]":
        if not reader.take("-"):
            ranges.append(_parse_range(reader))
            continue
        if reader.peek() != "]":
            reader.refuse('has a "-" inside "[…]" that must be escaped')
        ranges.append(_single("-"))
    reader.next()
    if not ranges:
        reader.refuse('has an empty "[…]"')
    return CharacterSet(tuple(ranges), is_negated)


def _parse_range(reader: _Reader) -> tuple[int, int]:
    first = ord(_parse_class_char(reader))
    if reader.peek() != "-" or reader.peek(1) == "]":
        return first, first
    reader.next()
    last = ord(_parse_class_char(reader))
    if last < first:
        reader.refuse("has a range from more to less")
    return first, last


def _parse_class_char(reader: _Reader) -> str:
    char = reader.next()
    if char == "\\":
        return _parse_escape(reader)
    if char in "[-":
        reader.refuse(f'has a "{char}" inside "[…]" that must be escaped')
    return char


def _parse_escape(reader: _Reader) -> str:
    char = reader.next()
    known = _ESCAPES.get(char)
    if known is None:
        reader.refuse(f'has the escape "\\{char}", which I-Regexp does not know')
    return known


def _single(char: str) -> tuple[int, int]:
    return ord(char), ord(char)
