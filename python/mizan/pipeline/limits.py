"""Limits that an app may move; the others are the protocol's (protocol/limits.yaml)."""

from __future__ import annotations

from dataclasses import dataclass

from mizan.generated import limits


@dataclass(frozen=True, slots=True)
class Limits:
    max_body_bytes: int = limits.MAX_BODY_BYTES
    body_deadline_ms: int = limits.BODY_DEADLINE_MS
    run_deadline_ms: int = limits.RUN_DEADLINE_MS
    refresh_budget_ms: int = limits.REFRESH_BUDGET_MS
    refresh_budget_bytes: int = limits.REFRESH_BUDGET_BYTES
