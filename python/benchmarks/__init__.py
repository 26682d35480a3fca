"""Workloads of the Python adapters, as small apps."""
