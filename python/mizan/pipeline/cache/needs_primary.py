"""
Whether what runs now must read the primary, because a replica may not have caught up (SPEC.md, CACHE-18).
"""

from __future__ import annotations

from contextvars import ContextVar

NEEDS_PRIMARY: ContextVar[bool] = ContextVar("mizan_needs_primary", default=False)
"""For database routers and sessions; the same as `call.needs_primary`."""
