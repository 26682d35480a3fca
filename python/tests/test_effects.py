"""What mutations make stale: scopes that match, that are listed, that are computed; merges; params in targets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from mizan import Affects, Call, DeclarationErrors, ReactContext, client
from mizan.registry.registry import ParamMisfitError, RegisteredParam, Registry
from tests.support.declared import register

TaskContext = ReactContext("task")


class Task(BaseModel):
    id: int


class Color(StrEnum):
    RED = "red"


@client(context=TaskContext)
def task(_request: Call, id: int, project_id: int) -> Task:  # noqa: A002 - the name that never matches
    return Task(id=id)


@client(context=TaskContext)
def tasks(_request: Call, project_id: int, page: int = 1, done: bool | None = None) -> list[Task]:
    return []


def scope_of(function: Callable[..., Any]) -> tuple[str | None, tuple[str, ...]]:
    [affect] = register(task, tasks, function).functions["subject"].affects
    return affect.function, affect.scope


def test_arguments_with_the_name_and_type_of_a_fixed_param_match() -> None:
    @client(affects=TaskContext)
    def subject(
        _request: Call, project_id: Annotated[int, Field(ge=1)] | None, page: int, done: bool
    ) -> None: ...

    assert scope_of(subject) == (None, ("project_id",))


def test_a_param_called_id_never_matches_by_itself() -> None:
    @client(affects=task)
    def subject(_request: Call, id: int) -> None: ...  # noqa: A002 - the name that never matches

    assert scope_of(subject) == ("task", ())


def test_an_argument_of_another_type_does_not_match() -> None:
    @client(affects=TaskContext)
    def subject(_request: Call, project_id: str) -> None: ...

    assert scope_of(subject) == (None, ())


def test_what_one_query_does_not_need_does_not_match() -> None:
    @client(context=TaskContext)
    def others(_request: Call, project_id: int | None) -> int:
        return 1

    @client(affects=TaskContext)
    def subject(_request: Call, project_id: int) -> None: ...

    with pytest.raises(DeclarationErrors):
        register(task, others)
    assert scope_of(subject) == (None, ("project_id",))


@pytest.mark.parametrize("affects", [Affects(TaskContext, scope=["id", "page"]), TaskContext])
def test_listed_params_are_fixed_too(affects: Any) -> None:  # noqa: ANN401 - an option
    options: dict[str, Any] = {} if isinstance(affects, Affects) else {"scope": ["id", "page"]}

    @client(affects=affects, **options)
    def subject(_request: Call, id: int, page: int) -> None: ...  # noqa: A002 - the name that never matches

    assert scope_of(subject) == (None, ("id", "page"))


def test_of_a_query_only_its_own_params_count() -> None:
    @client(affects=tasks)
    def subject(_request: Call, project_id: int, id: int) -> None: ...  # noqa: A002 - the name that never matches

    assert scope_of(subject) == ("tasks", ("project_id",))


def test_a_merge_needs_an_entry_that_is_known() -> None:
    @client(affects=TaskContext, merge=TaskContext)
    def subject(_request: Call, project_id: int) -> Task:
        return Task(id=1)

    with pytest.raises(DeclarationErrors, match='nothing fixes the param "id" of "task"'):
        register(task, tasks, subject)

    @client(merge=TaskContext, scope=["id"])
    def whole(_request: Call, project_id: int, id: int) -> Task:  # noqa: A002 - the name that never matches
        return Task(id=1)

    [merge] = register(task, tasks, whole).functions["whole"].merge
    assert (merge.context, merge.function) == ("task", "task")


def params_of(**annotations: Any) -> dict[str, RegisteredParam]:  # noqa: ANN401 - types
    parameters = ", ".join(f"{name}: T{at}" for at, name in enumerate(annotations))
    names: dict[str, Any] = {f"T{at}": each for at, each in enumerate(annotations.values())}
    exec(f"def query(_request, {parameters}) -> int: ...", names)
    registry: Registry = register(client(context=ReactContext("c"))(names["query"]))
    return {param.name: param for param in registry.contexts["c"].params}


def test_values_in_targets_are_natives_or_wire_and_pass_the_rules_of_the_param() -> None:
    def even(value: int) -> int:
        if value % 2:
            raise ValueError("odd")
        return value

    params = params_of(
        n=Annotated[int, Field(le=100), AfterValidator(even)],
        at=datetime,
        day=Annotated[date, AfterValidator(lambda value: value.replace(day=1))],
        tag=Annotated[str, StringConstraints(to_lower=True)],
        color=Color,
        ids=list[int],
        maybe=str | None,
    )
    assert params["n"].normalize(4) == 4
    for wrong in (5, 102, "4", True, None):
        with pytest.raises(ParamMisfitError):
            params["n"].normalize(wrong)
    assert params["at"].normalize(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00Z"
    assert params["at"].normalize("2026-01-02T01:00:00+01:00") == "2026-01-02T00:00:00Z"
    assert params["day"].normalize(date(2026, 5, 7)) == "2026-05-01"
    assert params["tag"].normalize("ABC") == "abc"
    assert params["color"].normalize(Color.RED) == "red"
    assert params["ids"].normalize((1, 2)) == [1, 2]
    assert params["maybe"].normalize(None) is None
    assert params["maybe"].canonical_text(None) is None
    assert params["ids"].canonical_text([1, 2]) == "[1,2]"
    assert params["n"].canonical_text(4) == "4"
    assert params["tag"].canonical_text("é") == "é"
    assert params["color"].canonical_text("red") == "red"
