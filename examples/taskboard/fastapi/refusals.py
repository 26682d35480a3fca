"""The refusals that several areas use, worded once."""

from mizan import CallError, User


def not_found(noun: str, number: int) -> CallError:
    return CallError("NOT_FOUND", f"There is no {noun} {number}.")


def forbidden(deed: str) -> CallError:
    return CallError("FORBIDDEN", f"You may not {deed}.")


def signed_in_id(user: User | None) -> int:
    """The person's number. Only called behind a guard, which has refused guests already."""
    if user is None:
        raise CallError("UNAUTHORIZED", "Sign in first.")
    return int(user.id)
