"""
Where errors and warnings go that clients must not see: Python's own logging, one line each, whatever the
text.
"""

from __future__ import annotations

import logging
import re
import threading
import traceback
from collections.abc import Callable

from mizan.pipeline.service import ErrorReport

logger = logging.getLogger("mizan")

_MAX_WARNINGS = 1000
"""A text may hold a name from outside: what is remembered must have a bound."""
_MAX_LINE_CHARS = 8192
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+\\s*")


class ErrorLog:
    """Neither method raises, whatever the app's own hook does."""

    def __init__(self, on_error: Callable[[ErrorReport], None] | None) -> None:
        self._on_error = on_error
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def report(self, report: ErrorReport) -> None:
        try:
            if self._on_error is None:
                logger.error("%s", _to_line(_describe_report(report)))
            else:
                self._on_error(report)
        except Exception as error:
            logger.error("%s", _to_line(f"on_error failed: {_describe_error(error)}"))

    def warn_once(self, text: str) -> None:
        with self._lock:
            if text in self._said or len(self._said) >= _MAX_WARNINGS:
                return
            self._said.add(text)
        logger.warning("%s", _to_line(text))


def _describe_report(report: ErrorReport) -> str:
    name = report.function or "-"
    return f"id={report.id} function={name} step={report.step} {_describe_error(report.error)}"


def _describe_error(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))
    except Exception:
        return "an error that cannot be printed"


def _to_line(text: str) -> str:
    """Control characters and line breaks would let a message forge further lines."""
    return _CONTROL.sub(" | ", text)[:_MAX_LINE_CHARS]
