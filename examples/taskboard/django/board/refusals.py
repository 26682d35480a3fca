"""The refusals that several areas share, worded once."""

from __future__ import annotations

from mizan import Call, CallError


def not_found(noun: str, number: int) -> CallError:
    return CallError("NOT_FOUND", f"There is no {noun} {number}.")


def forbidden(deed: str) -> CallError:
    return CallError("FORBIDDEN", f"You may not {deed}.")


def signed_in_id(call: Call) -> int:
    """The person's number. Only called behind a guard, which has refused guests already."""
    if call.user is None:
        raise CallError("UNAUTHORIZED", "Sign in first.")
    return int(call.user.id)


def is_staff(call: Call) -> bool:
    return call.user is not None and call.user.is_staff
