"""Mutations that may be asked for again: one run for one Idempotency-Key."""
