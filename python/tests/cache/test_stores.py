"""What every store of the origin cache does (SPEC.md, CACHE-10 to CACHE-18), over two connections to it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from mizan.cache.cache_store import (
    CacheEntry,
    CacheStore,
    EntryPlace,
    LeaseTaken,
    PurgeMade,
    StoreRead,
    TagPlace,
)
from mizan.cache.memory_cache_store import MemoryCacheStore
from tests.cache.store_bench import StoreBench

FIRST, SECOND, THIRD = "1" * 32, "2" * 32, "3" * 32
LEASE, OTHER_LEASE = "a" * 32, "b" * 32
MINUTE_MS = 60_000
PLACE = EntryPlace("user", ("user", "user;user_id=5"), "e1")
NARROW = TagPlace("user", ("user;user_id=5",))
BROAD = TagPlace("user", ("user",))


def entry_of(read: StoreRead, body: str = '{"a":1}', pkey: str | None = None) -> CacheEntry:
    return CacheEntry(body, '"e"', "00112233445566ff", pkey, read.versions, read.now_ms, MINUTE_MS)


def fill(store: CacheStore) -> CacheEntry:
    entry = entry_of(store.read(PLACE, FIRST))
    assert store.write(PLACE, entry, MINUTE_MS)
    return entry


def test_a_read_makes_versions_that_are_missing_and_every_connection_reads_the_same(
    bench: StoreBench,
) -> None:
    one, two = bench.connect(), bench.connect()
    read = one.read(PLACE, FIRST)
    assert (read.entry, read.is_leased) == (None, False)
    assert [version.partition(".")[2] for version in read.versions] == [FIRST, FIRST]
    assert two.read(PLACE, SECOND).versions == read.versions


@pytest.mark.parametrize("pkey", [None, "ab" * 32])
@pytest.mark.parametrize("body", ["{}", "", '{"a":"é€😀"}', "x" * 100_000, '{"lines":1}\n{"lines":2}\n'])
def test_an_entry_is_what_was_written_for_every_connection(
    bench: StoreBench, body: str, pkey: str | None
) -> None:
    one, two = bench.connect(), bench.connect()
    entry = entry_of(one.read(PLACE, FIRST), body, pkey)
    assert one.write(PLACE, entry, MINUTE_MS)
    assert two.read(PLACE, SECOND).entry == entry


def test_keys_and_contexts_are_apart(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    entry = fill(one)
    assert two.read(replace(PLACE, key="e2"), SECOND).entry is None
    elsewhere = EntryPlace("users", ("users", "users;user_id=5"), "e3")
    assert all(SECOND in version for version in two.read(elsewhere, SECOND).versions)
    one.purge(elsewhere, PurgeMade(THIRD))
    assert two.read(PLACE, SECOND).entry == entry


def test_a_purge_gives_its_tags_other_versions_and_no_other_tag(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    entry = fill(one)
    one.purge(NARROW, PurgeMade(SECOND))
    read = two.read(PLACE, THIRD)
    assert read.versions[0] == entry.versions[0]
    assert SECOND in read.versions[1]


def test_what_began_before_a_purge_is_not_kept(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    read = one.read(PLACE, FIRST)
    two.purge(BROAD, PurgeMade(SECOND))
    assert not one.write(PLACE, entry_of(read), MINUTE_MS)
    assert one.read(PLACE, THIRD).entry is None
    assert fill(one) == two.read(PLACE, THIRD).entry


def test_versions_that_nobody_made_are_not_those_of_a_tag(bench: StoreBench) -> None:
    one = bench.connect()
    read = one.read(PLACE, FIRST)
    other = tuple(version.replace(FIRST, SECOND) for version in read.versions)
    assert not one.write(PLACE, replace(entry_of(read), versions=other), MINUTE_MS)
    unread = EntryPlace("unread", ("unread", "unread;user_id=5"), "e4")
    assert not one.write(unread, entry_of(read), MINUTE_MS)


def test_while_a_lease_lives_every_reader_hears_of_it_and_nothing_is_kept(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    entry = fill(one)
    one.lease(BROAD, LeaseTaken(LEASE, MINUTE_MS, SECOND))
    read = two.read(PLACE, SECOND)
    assert (read.is_leased, read.versions) == (True, entry.versions)
    assert not two.write(PLACE, entry, MINUTE_MS)
    one.release(BROAD, LEASE)
    read = two.read(PLACE, SECOND)
    assert (read.is_leased, read.entry, read.versions) == (False, entry, entry.versions)
    assert two.write(PLACE, entry, MINUTE_MS)


def test_a_lease_on_a_tag_that_nobody_has_read_is_one(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    one.lease(BROAD, LeaseTaken(LEASE, MINUTE_MS, FIRST))
    assert two.read(PLACE, SECOND).is_leased
    one.purge(BROAD, PurgeMade(THIRD, LEASE))
    assert not two.read(PLACE, SECOND).is_leased


def test_a_purge_ends_its_own_lease_and_no_other(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    fill(one)
    for lease in (LEASE, OTHER_LEASE):
        one.lease(BROAD, LeaseTaken(lease, MINUTE_MS, SECOND))
    one.purge(BROAD, PurgeMade(SECOND, LEASE))
    assert two.read(PLACE, THIRD).is_leased
    two.release(BROAD, LEASE)
    assert two.read(PLACE, THIRD).is_leased
    two.purge(BROAD, PurgeMade(THIRD, OTHER_LEASE))
    assert not two.read(PLACE, THIRD).is_leased


def test_a_purge_of_narrower_tags_ends_the_lease_on_the_wider_ones(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    entry = fill(one)
    one.lease(BROAD, LeaseTaken(LEASE, MINUTE_MS, SECOND))
    one.purge(NARROW, PurgeMade(SECOND, LEASE, BROAD.tags))
    read = two.read(PLACE, THIRD)
    assert not read.is_leased
    assert read.versions[0] == entry.versions[0]
    assert SECOND in read.versions[1]
    one.lease(BROAD, LeaseTaken(LEASE, MINUTE_MS, SECOND))
    one.purge(TagPlace("user", ()), PurgeMade(THIRD, LEASE, BROAD.tags))
    assert not two.read(PLACE, THIRD).is_leased


def test_a_lease_that_lapses_takes_the_version_along(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    entry = fill(one)
    one.lease(BROAD, LeaseTaken(LEASE, 20, SECOND))
    assert two.read(PLACE, SECOND).is_leased
    bench.pass_ms(21)
    assert not two.write(PLACE, entry, MINUTE_MS)
    read = two.read(PLACE, SECOND)
    assert not read.is_leased
    assert SECOND in read.versions[0]
    assert read.versions[1] == entry.versions[1]


def test_a_renewed_lease_lives_on(bench: StoreBench) -> None:
    one, two = bench.connect(), bench.connect()
    entry = fill(one)
    one.lease(BROAD, LeaseTaken(LEASE, 20, SECOND))
    one.lease(BROAD, LeaseTaken(LEASE, MINUTE_MS, SECOND))
    bench.pass_ms(21)
    read = two.read(PLACE, SECOND)
    assert (read.is_leased, read.versions) == (True, entry.versions)


def test_the_age_is_that_of_the_youngest_version(bench: StoreBench) -> None:
    one = bench.connect()
    one.read(PLACE, FIRST)
    bench.pass_ms(50)
    assert one.read(PLACE, SECOND).age_ms >= 50
    begun = time.monotonic()
    one.purge(NARROW, PurgeMade(SECOND))
    age_ms = one.read(PLACE, THIRD).age_ms
    assert age_ms <= (time.monotonic() - begun) * 1000 + 1


def test_tags_in_memory_are_bounded_in_bytes_because_clients_choose_their_texts() -> None:
    store = MemoryCacheStore(max_bytes=100_000)

    def read(number: int, random: str) -> str:
        place = EntryPlace(context="c", key=str(number), tags=(f"c;id={number}{'x' * 1000}",))
        return store.read(place, random).versions[0]

    first = read(0, "0" * 32)
    assert read(0, "1" * 32) == first
    for number in range(1, 100):
        read(number, "2" * 32)
    assert read(0, "3" * 32) != first
