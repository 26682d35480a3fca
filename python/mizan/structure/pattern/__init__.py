"""Patterns of RFC 9485, matched in linear time."""
