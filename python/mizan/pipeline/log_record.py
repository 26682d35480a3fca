"""One request as a line of the log, when it is over (SPEC.md, HTTP-8, CAUSE-2)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mizan.targets.encode_target import encode_target

if TYPE_CHECKING:
    from mizan.pipeline.exchange import Exchange


@dataclass(frozen=True, slots=True)
class LogRecord:
    time: str
    """When the request was over: ISO 8601, UTC."""
    id: str
    """`X-Request-Id`."""
    method: str
    path: str
    """Without the query string, which may hold what no log should."""
    function: str | None
    """Asked for by a call or a view path."""
    context: str | None
    """Asked for by a context fetch."""
    user: str | None
    """Id of the user; None when anonymous or refused before it was known."""
    status: int
    code: str | None
    """Error code of the answer."""
    step: str | None
    """Step of the pipeline that refused or failed."""
    ms: float
    targets: Sequence[str]
    """What a mutation made stale, as header text, hidden targets too."""
    cause: str | None
    """`X-Mizan-Cause` of a mutation."""
    replayed: bool
    """The answer of an earlier run was given again."""


def create_json_log(write: Callable[[str], None]) -> Callable[[LogRecord], None]:
    """For the option `log`: one JSON object a line, without a line break."""

    def log(record: LogRecord) -> None:
        members = {name: value for name, value in asdict(record).items() if value is not None}
        write(json.dumps(members, ensure_ascii=True, separators=(",", ":")))

    return log


def to_log_record(exchange: Exchange, status: int) -> LogRecord:
    user = None if exchange.caller is None else exchange.caller.user_if_known
    return LogRecord(
        time=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        id=exchange.id,
        method=exchange.request.method,
        path=exchange.tracked.path,
        function=None if exchange.function is None else exchange.function.name,
        context=exchange.context,
        user=None if user is None else user.id,
        status=status,
        code=exchange.code,
        step=None if exchange.code is None else exchange.step,
        ms=round((time.monotonic() - exchange.started_at) * 1000, 3),
        targets=[encode_target(target) for target in exchange.purged],
        cause=exchange.cause,
        replayed=exchange.is_replay,
    )
