"""The `auth` option → guard, and its text in the IR (SPEC.md, Identity)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from mizan.registry.declaration_report import FunctionReport
from mizan.registry.registry import CustomGuard, Guard, PermissionGuard, RoleGuard
from mizan.registry.take_as_many import take_as_many

if TYPE_CHECKING:
    from mizan.pipeline.call import Call

_PERMISSION = re.compile(r'perm:([^\s"]+)')


def read_guard(auth: object, report: FunctionReport) -> Guard | None:
    if auth is None or auth is False:
        return None
    if auth is True:
        return RoleGuard("authenticated")
    if auth == "staff":
        return RoleGuard("staff")
    if auth == "superuser":
        return RoleGuard("superuser")
    if callable(auth):
        return CustomGuard(take_as_many(cast("Callable[[Any, Call], bool | Awaitable[bool]]", auth), most=2))
    permission = _PERMISSION.fullmatch(auth) if isinstance(auth, str) else None
    if permission is not None:
        return PermissionGuard(permission[1])
    report.add_at(
        "auth",
        f"{auth!r} is no guard",
        'Guards are True, "staff", "superuser", "perm:NAME" or a function of (user, call).',
    )
    # Broken declarations are never served; a guard stands here so that nothing could be.
    return RoleGuard("superuser")


def guard_text(guard: Guard) -> str:
    return f"perm:{guard.permission}" if isinstance(guard, PermissionGuard) else guard.kind
