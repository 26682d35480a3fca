"""Errors that cross the wire, and that say an answer is not ours."""
