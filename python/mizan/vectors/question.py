"""Members of questions, read strictly: a malformed question is refused, never guessed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from mizan.json.json_value import JsonObject, JsonValue

Question: TypeAlias = "dict[str, JsonValue]"

Questions: TypeAlias = "Mapping[str, Callable[[Question], JsonValue]]"
"""Ops by name."""


class RefusalError(Exception):
    """Why a question is not answered, with what the door shows beside the text."""

    def __init__(self, message: str, facts: JsonObject | None = None) -> None:
        super().__init__(message)
        self.facts: JsonObject = facts or {}


def as_object(value: object, problem: str) -> Question:
    if not isinstance(value, dict):
        raise RefusalError(problem)
    return cast("Question", value)


def read_member(question: Question, name: str) -> JsonValue:
    if name not in question:
        raise RefusalError(f'The question lacks "{name}".')
    return question[name]


def read_text(question: Question, name: str) -> str:
    return as_text(read_member(question, name), name)


def read_truth(question: Question, name: str) -> bool:
    value = read_member(question, name)
    if not isinstance(value, bool):
        raise RefusalError(f'"{name}" is true or false.')
    return value


def read_object(question: Question, name: str) -> Question:
    return as_object(read_member(question, name), f'"{name}" is an object.')


def read_list(question: Question, name: str) -> list[JsonValue]:
    value = read_member(question, name)
    if not isinstance(value, list):
        raise RefusalError(f'"{name}" is a list.')
    return value


def read_texts(question: Question, name: str) -> dict[str, str]:
    """An object of texts; empty when it is absent."""
    members = read_object(question, name) if name in question else {}
    return {key: as_text(value, name) for key, value in members.items()}


def read_text_list(question: Question, name: str) -> list[str]:
    return [as_text(item, name) for item in read_list(question, name)]


def as_text(value: JsonValue, name: str) -> str:
    if not isinstance(value, str):
        raise RefusalError(f'"{name}" holds something that is no text.')
    return value
