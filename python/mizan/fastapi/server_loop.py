"""The event loop of the request that a thread works for: dependencies live there."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

SERVER_LOOP: ContextVar[asyncio.AbstractEventLoop | None] = ContextVar("mizan_server_loop", default=None)
"""None outside of requests."""
