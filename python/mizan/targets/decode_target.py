"""Header text back to targets and entries; whatever cannot be read is `*` (SPEC.md, INV-25)."""

from __future__ import annotations

from typing import Literal

from mizan.targets.encode_target import OWN_PAIR
from mizan.targets.percent import percent_decode
from mizan.targets.target import Entry, Target
from mizan.values.name import is_name


def decode_invalidate_header(header: str) -> list[Target] | Literal["*"]:
    """
    `X-Mizan-Invalidate` to its targets in order, or `*`: everything. `*` stands for a text outside the
    grammar too: an empty one, a lower-case or incomplete escape, bytes that are not UTF-8, a repeated or
    reserved name, a function with a dot.
    """
    targets: list[Target] = []
    for part in header.split(","):
        target = decode_target(part.strip(" \t"))
        if target is None:
            return "*"
        targets.append(target)
    return targets


def decode_entry_header(header: str) -> Entry | None:
    """`X-Mizan-Entry` to the canonical params of a bundle; None when it is not one."""
    target = decode_target(header)
    if target is None or target.function is not None or target.own is not None:
        return None
    return Entry(target.context, target.params)


def decode_target(text: str) -> Target | None:
    """One target; None when the text is outside the grammar."""
    head, *pairs = text.split(";")
    context, dot, function = head.partition(".")
    if not is_name(context) or (dot and not is_name(function)):
        return None
    params: dict[str, str] = {}
    for pair in pairs:
        name, equals, encoded = pair.partition("=")
        value = percent_decode(encoded) if equals else None
        if value is None or name in params or not (is_name(name) or (name == OWN_PAIR and value)):
            return None
        params[name] = value
    own = params.pop(OWN_PAIR, None)
    return Target(context, function if dot else None, params, own)
