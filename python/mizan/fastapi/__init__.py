"""Mizan on FastAPI: `app.include_router(mizan_router(clients))`."""

from mizan.fastapi.exception_handlers import add_exception_handlers
from mizan.fastapi.find_app import find_app
from mizan.fastapi.router import MizanRouter, mizan_router

__all__ = ["MizanRouter", "add_exception_handlers", "find_app", "mizan_router"]
