"""Why a token is refused (SPEC.md, ID-2)."""

from __future__ import annotations

from typing import Literal

TokenFailure = Literal["malformed", "kid", "signature", "claims", "audience", "expired", "early"]


class TokenError(Exception):
    """The token is none of ours, or no longer. `reason` is for tests and logs: a client hears none."""

    def __init__(self, reason: TokenFailure) -> None:
        super().__init__(reason)
        self.reason: TokenFailure = reason
