"""The answer of an earlier run, given again: purged again, without merge and refresh (SPEC.md, IDEM-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mizan.pipeline.failure import Failure
from mizan.pipeline.idempotency.kept_targets import read_kept_targets
from mizan.pipeline.merge import NO_MERGES
from mizan.pipeline.steps.encode import encode_call, encode_failure
from mizan.pipeline.steps.invalidate import Effects, purge
from mizan.pipeline.targets import NO_TARGETS, publish_targets
from mizan.pipeline.wait import Walk

if TYPE_CHECKING:
    from mizan.json.json_value import JsonObject, JsonValue
    from mizan.pipeline.exchange import Exchange
    from mizan.pipeline.plain_answer import PlainAnswer


def replay(exchange: Exchange, kept: JsonObject) -> Walk[PlainAnswer]:
    # It is the same mutation: watchers that saw its cause need not hear of another.
    exchange.cause = str(kept["cause"])
    exchange.is_replay = True
    exchange.service.counts.replays += 1
    if "error" in kept:
        failure = Failure(cast("int", kept["status"]), cast("dict[str, JsonValue]", kept["error"]))
        exchange.code = failure.code
        return encode_failure(exchange, failure, NO_TARGETS)
    published = publish_targets(read_kept_targets(kept["targets"]))
    yield from purge(exchange, published)
    return encode_call(exchange, kept["result"], None, Effects(published, NO_MERGES, ()))
