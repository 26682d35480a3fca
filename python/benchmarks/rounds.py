"""How contenders are timed in process: rounds interleaved after a warm-up; what is printed is the median."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping

ROUNDS = 15
WARM_UP_ROUNDS = 3
ROUND_SECONDS = 0.1

BATCH = 20
"""How often a contender does its work in one call, so that the clock is not what is measured."""

Batch = Callable[[], None]
"""Does the work of a contender `BATCH` times."""


def compare(workloads: Mapping[str, Mapping[str, Batch]], said: Mapping[str, object] | None = None) -> None:
    """Prints JSON lines: one a contender, with `said` beside it, then Mizan's ratio to each other one."""
    for name, contenders in workloads.items():
        rates = _measure(contenders)
        for contender, rate in rates.items():
            line = {"workload": name, "contender": contender, "per_second": round(rate)}
            _print({**line, **(said or {})})
        for contender, rate in rates.items():
            if contender != "mizan":
                ratio = round(rates["mizan"] / rate, 3)
                _print({"workload": name, "ratio": f"mizan / {contender}", "value": ratio})


def _measure(contenders: Mapping[str, Batch]) -> dict[str, float]:
    rounds: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.disable()
    for number in range(ROUNDS + WARM_UP_ROUNDS):
        for name, batch in contenders.items():
            rate = _rate(batch)
            if number >= WARM_UP_ROUNDS:
                rounds[name].append(rate)
        gc.collect()
    gc.enable()
    return {name: statistics.median(rates) for name, rates in rounds.items()}


def _rate(batch: Batch) -> float:
    count, begun = 0, time.perf_counter()
    while True:
        batch()
        count += BATCH
        elapsed = time.perf_counter() - begun
        if elapsed >= ROUND_SECONDS:
            return count / elapsed


def _print(line: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
