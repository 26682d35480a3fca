"""
Matches a pattern in time linear in the text, whatever the pattern (IR.md, IR-10): Thompson's simulation, all
states side by side, with the steps that it has made once remembered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from mizan.ir.ir_error import IrError
from mizan.structure.pattern.pattern_node import (
    CharacterSet,
    PatternChoice,
    PatternNode,
    PatternRepeat,
    PatternSequence,
)

# Bounds the work per character; counted repetitions are written out.
_MAX_STATES = 10_000

# Bounds the work per text: states times characters. Longer texts match nothing.
_MAX_STEPS = 100_000_000

# Bounds the memory of remembered steps of one pattern, in bytes.
_MAX_REMEMBERED = 8_000_000

_Split: TypeAlias = tuple[int, int]
_State: TypeAlias = CharacterSet | _Split
"""
A set reads a character and goes on to the next state, a split goes to both without reading; after the last is
the end.
"""


def compile_linear(pattern: PatternNode) -> Callable[[str], bool]:
    """Raises IrError for a pattern that needs too many states."""
    states: list[_State] = []
    _emit(pattern, states)
    automaton = _Automaton(states)
    return lambda text: len(states) * len(text) <= _MAX_STEPS and automaton.matches(text)


def _emit(node: PatternNode, states: list[_State]) -> None:
    if len(states) > _MAX_STATES:
        raise IrError(f"A pattern needs more than {_MAX_STATES} states: repeat less.")
    match node:
        case CharacterSet():
            states.append(node)
        case PatternSequence():
            for item in node.items:
                _emit(item, states)
        case PatternChoice():
            _emit_choice(node.branches, states)
        case PatternRepeat():
            _emit_times(node.item, states, node.min)
            if node.max is None:
                _emit_loop(node.item, states)
            else:
                _emit_optional(node.item, states, node.max - node.min)


def _emit_choice(branches: tuple[PatternNode, ...], states: list[_State]) -> None:
    ends: list[int] = []
    for branch in branches[:-1]:
        start = _reserve(states)
        _emit(branch, states)
        ends.append(_reserve(states))
        states[start] = (start + 1, len(states))
    _emit(branches[-1], states)
    for end in ends:
        states[end] = (len(states), len(states))


def _emit_times(item: PatternNode, states: list[_State], count: int) -> None:
    for _ in range(count):
        before = len(states)
        _emit(item, states)
        # What reads nothing can be said once.
        if len(states) == before:
            return


def _emit_loop(item: PatternNode, states: list[_State]) -> None:
    start = _reserve(states)
    _emit(item, states)
    states.append((start, start))
    states[start] = (start + 1, len(states))


def _emit_optional(item: PatternNode, states: list[_State], count: int) -> None:
    starts: list[int] = []
    for _ in range(count):
        starts.append(_reserve(states))
        _emit(item, states)
    for start in starts:
        states[start] = (start + 1, len(states))


def _reserve(states: list[_State]) -> int:
    states.append((0, 0))
    return len(states) - 1


@dataclass(frozen=True, slots=True)
class _Front:
    """The states that stand side by side after a part of a text."""

    states: int
    """A bit for each that reads a character, and for the end."""
    steps: dict[int, _Front]
    """The front after a character of each class that was met."""


class _Automaton:
    """
    Sets of states are bits of an `int`. Shared by threads: what one remembers while another forgets is lost
    at worst.
    """

    def __init__(self, states: list[_State]) -> None:
        self._states = states
        self._borders = _find_borders(states)
        # Of a remembered front or closure: its bits, and what Python needs around them.
        self._bytes_each = len(states) // 8 + 400
        self._forget()

    def _forget(self) -> None:
        self._remembered = 0
        self._fronts: dict[int, _Front] = {}
        self._closures: dict[tuple[int, int], int] = {}
        self._readers: dict[int, int] = {}
        self._first = self._front_of(self._reach(1))

    def matches(self, text: str) -> bool:
        front = self._first
        borders = self._borders
        for char in text:
            kind = bisect_right(borders, ord(char))
            following = front.steps.get(kind)
            if following is None:
                read = front.states & self._readers_of(kind, ord(char))
                following = self._front_of(self._reach(read << 1))
                front.steps[kind] = following
            if not following.states:
                return False
            front = following
        if self._remembered > _MAX_REMEMBERED:
            self._forget()
        return front.states >> len(self._states) == 1

    def _readers_of(self, kind: int, code: int) -> int:
        """The states that read a character of a class, by one of it."""
        known = self._readers.get(kind)
        if known is None:
            known = sum(1 << at for at, state in enumerate(self._states) if _holds(state, code))
            self._readers[kind] = known
        return known

    def _front_of(self, states: int) -> _Front:
        known = self._fronts.get(states)
        if known is not None:
            return known
        front = _Front(states, {})
        # A long text can meet more than is worth its memory before it ends.
        if self._remembered <= 2 * _MAX_REMEMBERED:
            self._remembered += self._bytes_each
            self._fronts[states] = front
        return front

    def _reach(self, entered: int) -> int:
        """Where one stands who enters these states: eight of them at a time, each eight once."""
        reached = 0
        closures = self._closures
        for at, eight in enumerate(entered.to_bytes(len(self._states) // 8 + 1, "little")):
            if eight:
                closure = closures.get((at, eight))
                reached |= self._close(at, eight) if closure is None else closure
        return reached

    def _close(self, at: int, eight: int) -> int:
        states = self._states
        reached = 0
        seen: set[int] = set()
        open_ = [8 * at + bit for bit in range(8) if eight >> bit & 1]
        while open_:
            state_at = open_.pop()
            if state_at in seen:
                continue
            seen.add(state_at)
            state = states[state_at] if state_at < len(states) else None
            if isinstance(state, tuple):
                open_ += state
            else:
                reached |= 1 << state_at
        if self._remembered <= 2 * _MAX_REMEMBERED:
            self._remembered += self._bytes_each
            self._closures[at, eight] = reached
        return reached


def _holds(state: _State, code: int) -> bool:
    if isinstance(state, tuple):
        return False
    return any(first <= code <= last for first, last in state.ranges) != state.is_negated


def _find_borders(states: list[_State]) -> list[int]:
    """Code points between two of which all characters are alike to every set."""
    borders: set[int] = set()
    for state in states:
        if not isinstance(state, tuple):
            for first, last in state.ranges:
                borders |= {first, last + 1}
    return sorted(borders)
