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

# Bounds the memory of remembered steps, in states that they hold together.
_MAX_REMEMBERED = 200_000

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

    states: tuple[int, ...]
    """Those that read a character."""
    is_end: bool
    steps: dict[int, _Front]
    """The front after a character of each class that was met."""


class _Automaton:
    """Shared by threads: what one remembers while another forgets is lost at worst."""

    def __init__(self, states: list[_State]) -> None:
        self._states = states
        self._borders = _find_borders(states)
        self._forget()

    def _forget(self) -> None:
        self._remembered = 0
        self._fronts: dict[tuple[int, ...], _Front] = {}
        self._first = self._reach([0])

    def matches(self, text: str) -> bool:
        front = self._first
        borders = self._borders
        for char in text:
            if not front.states:
                return False
            kind = bisect_right(borders, ord(char))
            following = front.steps.get(kind)
            if following is None:
                following = self._step(front, ord(char))
                front.steps[kind] = following
            front = following
        if self._remembered > _MAX_REMEMBERED:
            self._forget()
        return front.is_end

    def _step(self, front: _Front, code: int) -> _Front:
        states = self._states
        return self._reach([at + 1 for at in front.states if _holds(states[at], code)])

    def _reach(self, starts: list[int]) -> _Front:
        """The front when some states are entered."""
        states = self._states
        end = len(states)
        seen: set[int] = set()
        reading: list[int] = []
        open_ = starts
        while open_:
            at = open_.pop()
            if at in seen:
                continue
            seen.add(at)
            if at == end:
                continue
            state = states[at]
            if isinstance(state, tuple):
                open_ += state
            else:
                reading.append(at)
        return self._remember(tuple(sorted(reading)), is_end=end in seen)

    def _remember(self, reading: tuple[int, ...], *, is_end: bool) -> _Front:
        key = (*reading, -1) if is_end else reading
        known = self._fronts.get(key)
        if known is not None:
            return known
        front = _Front(reading, is_end, {})
        self._remembered += len(key) + 1
        # A long text can meet more than is worth its memory before it ends.
        if self._remembered <= 2 * _MAX_REMEMBERED:
            self._fronts[key] = front
        return front


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
