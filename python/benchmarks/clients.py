"""The work as functions of Mizan."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from benchmarks.dispatch_models import Profile, make_profile, make_rows
from mizan import Call, ReactContext, client

BenchContext = ReactContext("bench")


@client(affects="nothing")
def bench_update(
    call: Call,
    user_id: int,
    name: Annotated[str, Field(min_length=1, max_length=80)],
    tags: Annotated[list[str], Field(max_length=10)],
) -> Profile:
    return make_profile(user_id, name, tags)


@client(context=BenchContext)
def bench_query1(call: Call, user_id: int, limit: int = 3) -> list[Profile]:
    return make_rows(user_id, limit)


@client(context=BenchContext)
def bench_query2(call: Call, user_id: int, limit: int = 3) -> list[Profile]:
    return make_rows(user_id, limit)


@client(context=BenchContext)
def bench_query3(call: Call, user_id: int, limit: int = 3) -> list[Profile]:
    return make_rows(user_id, limit)


@client(context=BenchContext)
def bench_query4(call: Call, user_id: int, limit: int = 3) -> list[Profile]:
    return make_rows(user_id, limit)


@client(context=BenchContext)
def bench_query5(call: Call, user_id: int, limit: int = 3) -> list[Profile]:
    return make_rows(user_id, limit)
