"""
What a store knows of one tag: its version, when that was made, and its leases. As text in stores that outlive
the process: `VERSION MADE_AT_MS`, then `id=expiry,id=expiry` where there are leases (SPEC.md, CACHE-10,
CACHE-16).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LEASE = "[0-9a-f]{32}=(?:0|[1-9][0-9]{0,15})"
_RECORD = re.compile(
    r"(?P<version>[0-9a-f]{16}\.[0-9a-f]{32}) (?P<made>0|[1-9][0-9]{0,15})"
    rf"(?: (?P<leases>{_LEASE}(?:,{_LEASE})*))?"
)


@dataclass(slots=True)
class TagRecord:
    version: str
    made_at_ms: int
    leases: dict[str, int] = field(default_factory=dict[str, int])
    """Expiry in unix milliseconds, by id."""

    def is_of(self, epoch: str) -> bool:
        return self.version.startswith(epoch)

    def is_missing(self, epoch: str, now_ms: int) -> bool:
        """Its version does not count: it is of another epoch, or a lease lapsed."""
        return not self.is_of(epoch) or any(expiry <= now_ms for expiry in self.leases.values())

    def renew(self, version: str, now_ms: int) -> None:
        """A new version; of the leases those stay that live."""
        self.version = version
        self.made_at_ms = now_ms
        self.leases = {lease: expiry for lease, expiry in self.leases.items() if expiry > now_ms}

    def end(self, lease: str | None) -> bool:
        """True: there was such a lease."""
        return lease is not None and self.leases.pop(lease, None) is not None


def encode_record(record: TagRecord) -> str:
    leases = ",".join(f"{lease}={expiry}" for lease, expiry in record.leases.items())
    return f"{record.version} {record.made_at_ms}{f' {leases}' if leases else ''}"


def decode_record(text: str) -> TagRecord | None:
    """None for what nobody wrote like this: it is as a missing one."""
    match = _RECORD.fullmatch(text)
    if match is None:
        return None
    leases: dict[str, int] = {}
    for pair in (match["leases"] or "").split(","):
        lease, _, expiry = pair.partition("=")
        if lease in leases:
            return None
        if lease:
            leases[lease] = int(expiry)
    return TagRecord(match["version"], int(match["made"]), leases)
