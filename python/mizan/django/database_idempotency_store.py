"""
Outcomes in the project's own database. With the mutation's transaction on that database a record is there
exactly when
the mutation is: exactly once (SPEC.md, IDEM-8).
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, router, transaction
from django.utils import timezone

from mizan.django.django_settings import read_transactions
from mizan.django.models import IdempotentRun
from mizan.generated.limits import IDEMPOTENCY_KEEP_MS
from mizan.json.json_value import JsonObject
from mizan.json.parse_json import parse_json
from mizan.json.print_json import print_json
from mizan.pipeline.idempotency.idempotency_store import (
    IdempotencyClaim,
    IdempotencyKey,
    IdempotencyRecord,
    IdempotencyStore,
)

_KEEP = timedelta(milliseconds=IDEMPOTENCY_KEEP_MS)


class DatabaseIdempotencyStore(IdempotencyStore):
    def __init__(self) -> None:
        self._alias = router.db_for_write(IdempotentRun)
        self.in_transaction = self._alias in read_transactions()

    def begin(self, key: IdempotencyKey, claim: IdempotencyClaim) -> IdempotencyRecord | None:
        now = timezone.now()
        lease = timedelta(milliseconds=claim.lease_ms)
        with transaction.atomic(using=self._alias):
            IdempotentRun.objects.using(self._alias).filter(ends_at__lt=now, **_to_columns(key)).delete()
            try:
                with transaction.atomic(using=self._alias):
                    IdempotentRun.objects.using(self._alias).create(
                        hash=claim.hash, ends_at=now + lease, **_to_columns(key)
                    )
            except IntegrityError:
                found = IdempotentRun.objects.using(self._alias).filter(**_to_columns(key)).first()
                # Given up in this moment: whoever asks waits a little and asks again.
                return IdempotencyRecord(claim.hash, None) if found is None else _to_record(found)
        return None

    def finish(self, key: IdempotencyKey, outcome: JsonObject) -> None:
        ends_at = timezone.now() + _KEEP
        running = IdempotentRun.objects.using(self._alias).filter(outcome=None, **_to_columns(key))
        running.update(outcome=print_json(outcome), ends_at=ends_at)

    def release(self, key: IdempotencyKey) -> None:
        IdempotentRun.objects.using(self._alias).filter(outcome=None, **_to_columns(key)).delete()


def _to_columns(key: IdempotencyKey) -> dict[str, str]:
    return {"identity": key.identity, "function": key.function, "key": key.key}


def _to_record(run: IdempotentRun) -> IdempotencyRecord:
    value = None if run.outcome is None else parse_json(run.outcome)
    return IdempotencyRecord(run.hash, value if isinstance(value, dict) else None)
