"""What clients do not see: kept, for tests to look at."""

from __future__ import annotations

from mizan.pipeline.service import ErrorReport

reports: list[ErrorReport] = []


def record(report: ErrorReport) -> None:
    reports.append(report)
