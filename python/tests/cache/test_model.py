"""
Never the wrong person, never the old answer: random users, rights, tenants, pages, mutations that are matched,
explicit, broad, refused or failing, crashes, evictions, lost writes, deploys and rotated secrets, each read
compared with an uncached oracle; and mistakes in the algorithm that this must find.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cache.mistakes import BROKEN
from tests.cache.model_steps import Step, WrongAnswerError, random_step, steps, take
from tests.cache.model_world import ModelWorld

_SEED = int(os.environ.get("MIZAN_SEED", "20261123"))
_LONG = int(os.environ.get("MIZAN_CACHE_STEPS", "1500"))
"""Of each of the four worlds; a run of 100,000 takes some minutes."""
_RUNS = 25
_RUN_STEPS = 400


def play(world: ModelWorld, taken: Iterable[Step]) -> None:
    for step in taken:
        take(world, step)


def random_steps(world: ModelWorld, random: Random, count: int) -> Iterator[Step]:
    can_fail = len(world.processes) == 1
    return (random_step(random, can_fail=can_fail) for _ in range(count))


@pytest.mark.parametrize("has_transaction", [True, False])
@pytest.mark.parametrize("processes", [1, 2])
def test_no_answer_of_a_short_life_is_old_or_anybody_elses(processes: int, has_transaction: bool) -> None:
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(steps(can_fail=processes == 1), min_size=5, max_size=25))
    def run(taken: list[Step]) -> None:
        play(ModelWorld(processes=processes, has_transaction=has_transaction), taken)

    run()


@pytest.mark.parametrize("has_transaction", [True, False])
@pytest.mark.parametrize("processes", [1, 2])
def test_no_answer_of_a_long_life_is_old_or_anybody_elses(processes: int, has_transaction: bool) -> None:
    world = ModelWorld(processes=processes, has_transaction=has_transaction)
    play(world, random_steps(world, Random(_SEED), _LONG))
    # Else it would prove nothing.
    assert world.hits > _LONG / 20


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_found(name: str) -> None:
    how, processes, has_transaction = BROKEN[name]

    def play_often() -> None:
        for run in range(_RUNS):
            world = ModelWorld(processes=processes, has_transaction=has_transaction)
            play(world, random_steps(world, Random(_SEED + run), _RUN_STEPS))

    with how(), pytest.raises(WrongAnswerError):
        play_often()
