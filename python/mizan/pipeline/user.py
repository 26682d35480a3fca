"""Who calls, as guards and handlers see it (SPEC.md, Identity)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class User(Protocol):
    """What an app's `resolve_user` answers; an app may answer a class of its own that has more."""

    @property
    def id(self) -> str:
        """Stable and never reused; `own` targets and cache keys are made of it."""
        ...

    @property
    def is_staff(self) -> bool: ...

    @property
    def is_superuser(self) -> bool: ...

    @property
    def permissions(self) -> Sequence[str]:
        """Names for `auth="perm:NAME"`. A superuser passes every such guard without being listed."""
        ...


@dataclass(frozen=True, slots=True)
class KnownUser:
    """The simplest user, for apps that have no class of their own."""

    id: str
    is_staff: bool = False
    is_superuser: bool = False
    permissions: tuple[str, ...] = ()
