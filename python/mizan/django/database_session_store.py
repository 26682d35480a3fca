"""Sessions behind refresh tokens, in the project's own database (SPEC.md, ID-19)."""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest
from typing import ClassVar

from django.db import router, transaction
from django.utils import timezone

from mizan.django.models import TokenSession
from mizan.identity.session_store import (
    FoundSession,
    RefreshChange,
    RotateOutcome,
    SessionStore,
    StoredSession,
)

_SWEEP_EVERY = 100
"""New sessions between two rounds that remove those whose time is over."""


class DatabaseSessionStore(SessionStore):
    is_immediate: ClassVar[bool] = False

    def __init__(self) -> None:
        self._alias = router.db_for_write(TokenSession)
        self._created = 0

    def create(self, key: str, session: StoredSession, lifetime_ms: int) -> None:
        rows = TokenSession.objects.using(self._alias)
        if self._created % _SWEEP_EVERY == 0:
            rows.filter(expires_at__lte=timezone.now()).delete()
        self._created += 1
        rows.create(key=key, expires_at=_after(lifetime_ms), **_to_columns(session))

    def read(self, key: str) -> FoundSession | None:
        row = self._find(key)
        if row is None:
            return None
        left = row.expires_at - timezone.now()
        return FoundSession(_to_session(row), max(1, left // timedelta(milliseconds=1)))

    def touch(self, key: str, lifetime_ms: int) -> bool:
        alive = TokenSession.objects.using(self._alias).filter(key=key, expires_at__gt=timezone.now())
        return alive.update(expires_at=_after(lifetime_ms)) == 1

    def replace(self, old_key: str, key: str, session: StoredSession, lifetime_ms: int) -> None:
        with transaction.atomic(using=self._alias):
            self.delete(old_key)
            self.create(key, session, lifetime_ms)

    def rotate(self, key: str, change: RefreshChange) -> RotateOutcome:
        found = self._find(key)
        if found is None or found.refresh_hash is None:
            return RotateOutcome("missing")
        rows = TokenSession.objects.using(self._alias)
        if compare_digest(found.refresh_hash, change.from_hash):
            # One statement decides: of two that spend the same token, one changes a row.
            spent = rows.filter(key=key, refresh_hash=change.from_hash, expires_at__gt=timezone.now())
            changed = spent.update(refresh_hash=change.to_hash, expires_at=_after(change.lifetime_ms))
            if changed == 1:
                return RotateOutcome("rotated", found.user_id)
        return RotateOutcome("reused" if rows.filter(key=key).delete()[0] else "missing")

    def delete(self, key: str) -> None:
        TokenSession.objects.using(self._alias).filter(key=key).delete()

    def close(self) -> None:
        """The database is the project's."""

    def _find(self, key: str) -> TokenSession | None:
        alive = TokenSession.objects.using(self._alias).filter(key=key, expires_at__gt=timezone.now())
        return alive.first()


def _after(lifetime_ms: int) -> object:
    return timezone.now() + timedelta(milliseconds=lifetime_ms)


def _to_columns(session: StoredSession) -> dict[str, str | None]:
    return {"user_id": session.user_id, "refresh_hash": session.refresh_hash}


def _to_session(row: TokenSession) -> StoredSession:
    return StoredSession(row.user_id, row.refresh_hash)
