"""Targets: what a mutation makes stale, which entries that is, and how it stands in headers."""
