"""Bundles that are kept (SPEC.md, Origin cache), asked in threads and in event loops, over every store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from mizan.cache.memory_cache_store import MemoryCacheStore
from tests.cache.shelf import Flavour, Request, Site, reset_world, world
from tests.cache.store_bench import MemoryBench, SqliteBench, StoreBench


@pytest.fixture(params=["sync", "async"])
def flavour(request: pytest.FixtureRequest) -> Flavour:
    return request.param


@pytest.fixture
def site(bench: StoreBench, flavour: Flavour) -> Iterator[Site]:
    reset_world()
    site = Site(bench.connect(), flavour, timeout_ms=2000)
    yield site
    assert site.reports == []
    site.app.close()


@pytest.fixture
def quick(flavour: Flavour) -> Site:
    """Over memory alone: for what does not depend on the store."""
    reset_world()
    return Site(MemoryCacheStore(), flavour)


def test_the_second_reader_gets_what_the_first_one_filled(site: Site) -> None:
    first = site.get("shelf/?book=1")
    assert (first.mark, first.body) == ("miss", {"shelf": "Emma", "shelf_length": 4})
    second = site.get("shelf/?book=1&factor=1")
    assert (second.mark, second.text, second.headers["etag"]) == ("hit", first.text, first.headers["etag"])
    assert second.headers["x-mizan-entry"] == "shelf;book=1;factor=1"
    assert second.headers["cache-groups"] == first.headers["cache-groups"]
    assert site.get("shelf/?book=1", if_none_match=first.headers["etag"]).status == 304
    assert world.runs == 1
    assert (site.counts.hit, site.counts.miss) == (2, 1)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        ("rename", {"book": 1, "title": "Persuasion"}),
        ("rename_all", {"title": "Persuasion"}),
        ("rename_by_name", {"book": 1, "title": "Persuasion"}),
    ],
)
def test_a_mutation_makes_what_its_targets_match_a_miss(
    site: Site, function: str, args: dict[str, object]
) -> None:
    for book in (1, 2):
        site.get(f"shelf/?book={book}")
    assert site.call(function, args).status == 200
    after = site.get("shelf/?book=1")
    assert (after.mark, after.body["shelf"]) == ("miss", "Persuasion")
    assert site.get("shelf/?book=2").mark == ("miss" if function == "rename_all" else "hit")
    assert site.get("shelf/?book=1").mark == "hit"


def test_a_refusal_makes_nothing_stale_and_leaves_no_lease(site: Site) -> None:
    site.get("shelf/?book=1")
    assert site.call("refuse", {"book": 1}).status == 409
    assert site.get("shelf/?book=1").mark == "hit"


def test_a_failure_without_a_transaction_purges(bench: StoreBench, flavour: Flavour) -> None:
    reset_world()
    site = Site(bench.connect(), flavour, has_transaction=False, timeout_ms=2000)
    site.get("shelf/?book=1")
    site.get("shelf/?book=2")
    assert site.call("fail", {"book": 1}).status == 500
    assert site.get("shelf/?book=1").mark == "miss"
    assert site.get("shelf/?book=2").mark == "hit"


def test_a_failure_that_was_rolled_back_purges_nothing(site: Site) -> None:
    site.get("shelf/?book=1")
    assert site.call("fail", {"book": 1}).status == 500
    site.reports.clear()
    assert site.get("shelf/?book=1").mark == "hit"


def test_what_is_refreshed_in_a_mutations_answer_is_kept(site: Site) -> None:
    site.get("shelf/?book=1")
    mounted = [{"context": "shelf", "params": {"book": 1}}]
    answer = site.call("rename", {"book": 1, "title": "Persuasion"}, mounted=mounted)
    item = answer.body["refresh"][0]
    assert item["bundle"]["shelf"] == "Persuasion"
    after = site.get("shelf/?book=1")
    assert (after.mark, after.headers["etag"]) == ("hit", item["etag"])


def test_while_a_mutation_commits_readers_of_a_shared_store_do_without(
    bench: StoreBench, flavour: Flavour
) -> None:
    reset_world()
    store = bench.connect()
    site = Site(store, flavour, timeout_ms=2000)
    other = Site(bench.connect(), "sync", timeout_ms=2000)
    site.get("shelf/?book=1")
    seen: list[str | None] = []
    world.at_commit = lambda: seen.append(other.get("shelf/?book=1").mark)
    site.call("rename", {"book": 1, "title": "Persuasion"})
    assert seen == ["bypass" if store.outlives_process else "hit"]
    world.at_commit = None
    assert other.get("shelf/?book=1").mark == "miss"
    assert site.get("shelf/?book=1").mark == "hit"


def test_a_fill_that_a_mutation_overtook_is_its_readers_and_nobody_elses(site: Site) -> None:
    def overtake() -> None:
        world.in_shelf = None
        Site(site.store, "sync", timeout_ms=2000).call("rename", {"book": 1, "title": "Persuasion"})

    world.in_shelf = overtake
    assert site.get("shelf/?book=1").body["shelf"] == "Emma"
    after = site.get("shelf/?book=1")
    assert (after.mark, after.body["shelf"]) == ("miss", "Persuasion")
    assert site.counts.voided == 1


def test_each_caller_has_entries_of_her_own(site: Site) -> None:
    assert site.get("mine/").status == 401
    for _ in range(2):
        assert site.get("mine/", user="ada").body["mine"] == "ada:  "
        assert site.get("mine/", user="bob").body["mine"] == "bob:  "
    assert world.runs == 2
    site.call("note", {"text": "hello"}, user="ada")
    assert (site.get("mine/", user="bob").mark, site.get("mine/", user="ada").mark) == ("hit", "miss")


def test_other_rights_of_the_same_caller_are_another_entrys(site: Site) -> None:
    site.get("mine/", user="ada")
    world.rights["ada"] = ("more",)
    again = site.get("mine/", user="ada")
    assert (again.mark, again.body["mine"]) == ("miss", "ada:  more")


def test_who_loses_her_rights_while_she_reads_begins_again_at_the_guards(quick: Site) -> None:
    """Her rights are taken between the guards and the versions."""
    look_up = quick.app.service.cache.look_up  # type: ignore[union-attr]

    def take_rights(asked: object) -> object:
        world.rights["ada"] = ("other",)
        quick.app.service.cache.look_up = look_up  # type: ignore[union-attr,method-assign]
        return look_up(asked)  # type: ignore[arg-type]

    quick.app.service.cache.look_up = take_rights  # type: ignore[union-attr,method-assign,assignment]
    answer = quick.get("mine/", user="ada")
    assert (answer.mark, answer.body["mine"]) == ("miss", "ada:  other")
    assert quick.get("mine/", user="ada").mark == "hit"


def test_inputs_that_are_declared_are_part_of_the_key(site: Site) -> None:
    for _ in range(2):
        assert site.get("local/").body["greeting"] == "en main"
        assert site.get("local/", accept_language="de").body["greeting"] == "de main"
        assert site.get("local/", x_tenant="north").body["greeting"] == "en north"
    assert world.runs == 3
    answer = site.get("local/", accept_language="de")
    assert (answer.mark, answer.headers["cache-control"]) == ("hit", "private, no-cache")
    assert len(answer.headers["x-mizan-vary"]) == 16
    assert "cache-groups" not in answer.headers


@pytest.mark.parametrize("at", ["user", "request"])
def test_what_reads_beside_its_inputs_is_kept_by_nobody(quick: Site, at: str) -> None:
    for expected in ("nobody", "nobody") if at == "user" else ("", ""):
        answer = quick.get(f"open/?at={at}")
        assert (answer.mark, answer.body["looks"]) == ("miss", expected)
        assert answer.headers["cache-control"] == "private, no-store"
        assert "etag" not in answer.headers
    assert quick.get(f"open/?at={at}", user="ada", x_any="x").body["looks"] in ("somebody", "x")
    assert quick.get("open/?at=rest").mark == "miss"
    assert quick.get("open/?at=rest").mark == "hit"


def test_a_bundle_with_a_failure_is_kept_by_nobody(quick: Site) -> None:
    assert [quick.get("shelf/?book=9").mark for _ in range(2)] == ["miss", "miss"]


def test_a_slice_is_not_read_out_of_the_cache(quick: Site) -> None:
    quick.get("shelf/?book=1")
    assert quick.get("shelf/?book=1&_mizan_fn=shelf").mark == "bypass"


def test_what_an_input_resolves_to_is_bounded(quick: Site) -> None:
    assert quick.get("local/", x_tenant="n" * 256).status == 200
    assert quick.get("local/", x_tenant="n" * 257).status == 400


@pytest.mark.parametrize("name", ["memory", "sqlite"])
def test_an_entry_lives_as_long_as_its_context_says(name: str, tmp_path: Path, flavour: Flavour) -> None:
    """The smallest `cache` of its queries."""
    bench = MemoryBench() if name == "memory" else SqliteBench(tmp_path)
    reset_world()
    site = Site(bench.connect(), flavour)
    site.get("shelf/?book=1")
    bench.pass_ms(29_999)
    assert site.get("shelf/?book=1").mark == "hit"
    bench.pass_ms(1)
    assert site.get("shelf/?book=1").mark == "miss"


def test_past_its_time_an_entry_is_served_once_more_while_it_is_computed_anew() -> None:
    reset_world()
    bench = MemoryBench()
    site = Site(bench.connect(), "sync", stale_while_revalidate_ms=10_000)
    site.get("shelf/?book=1")
    bench.pass_ms(35_000)
    renewed = Event()
    world.in_shelf = renewed.set
    assert site.get("shelf/?book=1").mark == "hit"
    assert renewed.wait(5)
    assert world.runs == 2
    bench.pass_ms(50_000)
    assert site.get("shelf/?book=1").mark == "miss"
    site.call("rename", {"book": 1, "title": "Persuasion"})
    assert site.get("shelf/?book=1").body["shelf"] == "Persuasion"


def test_within_the_lag_of_a_replica_nothing_is_kept_and_the_kernel_is_told(flavour: Flavour) -> None:
    reset_world()
    bench = MemoryBench()
    site = Site(bench.connect(), flavour, replica_lag_ms=500)
    first = site.get("shelf/?book=1")
    assert (first.mark, first.headers["x-mizan-settle"]) == ("bypass", "500")
    bench.pass_ms(500)
    assert site.get("shelf/?book=1").mark == "miss"
    assert site.get("shelf/?book=1").mark == "hit"
    mounted = [{"context": "shelf", "params": {"book": 1}}]
    answer = site.call("rename", {"book": 1, "title": "Persuasion"}, mounted=mounted)
    assert answer.headers["x-mizan-settle"] == "500"
    assert "refresh" not in answer.body
    bench.pass_ms(100)
    assert site.get("shelf/?book=1").headers["x-mizan-settle"] == "400"


def test_with_a_primary_to_read_fills_go_there(flavour: Flavour) -> None:
    reset_world()
    bench = MemoryBench()
    site = Site(bench.connect(), flavour, replica_lag_ms=500, has_primary=True)
    assert site.get("shelf/?book=1").mark == "miss"
    assert site.get("shelf/?book=1").mark == "hit"
    bench.pass_ms(500)
    site.get("shelf/?book=2")
    site.call("rename", {"book": 1, "title": "x"}, mounted=[{"context": "shelf", "params": {"book": 1}}])
    bench.pass_ms(30_000)
    assert site.get("shelf/?book=1").mark == "miss"
    assert world.primary == [True, True, True, False]


def test_the_form_by_post_is_the_same_entry(quick: Site) -> None:
    headers = {"content-type": "application/json"}
    request = Request("POST", "/api/mizan/ctx/shelf/", headers, b'{"book":1}')
    assert quick.send(request).mark == "miss"
    assert quick.get("shelf/?book=1").mark == "hit"
    assert "etag" not in quick.send(request).headers


def test_what_no_entry_can_have_is_not_purged(quick: Site) -> None:
    """A param of a megabyte makes no tags of a megabyte."""
    quick.get("open/?at=a")
    before = quick.counts.purge
    quick.call("look_away", {"at": "x" * 5000})
    assert quick.counts.purge == before
    quick.call("look_away", {"at": "a"})
    assert quick.counts.purge == before + 1
    assert quick.get("open/?at=a").mark == "miss"
