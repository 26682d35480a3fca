"""The table of idempotent runs."""
