"""Targets and entries as header text: `user;user_id=5` (SPEC.md, INV-21…24, CTX-18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from mizan.generated.limits import MAX_HEADER_BYTES
from mizan.targets.percent import percent_encode
from mizan.targets.target import Target

OWN_PAIR: Final = "_mizan_own"
"""The pair that names the identity of an `own` target."""


def encode_target(target: Target) -> str:
    """
    `context ["." function] *(";" name "=" value)`, pairs by name in byte order. An `own` that is only `True`
    has no header form: it is left out, which is broader; servers write the identity's text.
    """
    head = target.context if target.function is None else f"{target.context}.{target.function}"
    if isinstance(target.own, str):
        return head + _encode_pairs({**target.params, OWN_PAIR: target.own})
    return head + _encode_pairs(target.params) if target.params else head


def encode_entry_header(context: str, params: Mapping[str, str]) -> str:
    """`X-Mizan-Entry`; a caller leaves the header out where this is over MAX_HEADER_BYTES."""
    return context + _encode_pairs(params)


def encode_invalidate_header(targets: Sequence[Target]) -> str:
    """
    `X-Mizan-Invalidate`, in the order given: exact, else broad, else `*`. Empty when there is no target.
    """
    exact = ", ".join([encode_target(target) for target in targets])
    if len(exact) <= MAX_HEADER_BYTES:
        return exact
    broad = ", ".join(dict.fromkeys(target.context for target in targets))
    return broad if len(broad) <= MAX_HEADER_BYTES else "*"


def _encode_pairs(params: Mapping[str, str]) -> str:
    return "".join([f";{name}={percent_encode(params[name])}" for name in sorted(params)])
