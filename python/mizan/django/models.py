"""Outcomes of mutations, for MIZAN["IDEMPOTENCY"] = "database", and sessions behind refresh tokens."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IdempotentRun(models.Model):
    """One run for one Idempotency-Key: taken before it, with its outcome after it."""

    identity = models.CharField(max_length=64)
    function = models.CharField(max_length=128)
    key = models.CharField(max_length=128)
    hash = models.CharField(max_length=64)
    outcome = models.TextField(null=True)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identity", "function", "key"], name="mizan_one_run_a_key")
        ]


class TokenSession(models.Model):
    """One session behind a refresh token; neither its id nor the token stands here, only their hashes."""

    key = models.CharField(max_length=32, primary_key=True)
    user_id = models.CharField(max_length=255)
    refresh_hash = models.CharField(max_length=64, null=True)
    expires_at = models.DateTimeField(db_index=True)
