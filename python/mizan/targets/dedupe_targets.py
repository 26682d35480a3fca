"""Removes what another target already covers (SPEC.md, INV-19)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from mizan.targets.encode_target import encode_target
from mizan.targets.match_target import contains_params, covers_own
from mizan.targets.target import Target

_Shape: TypeAlias = "tuple[str, str | None, bool | str | None, tuple[str, ...]]"
"""Context, function, own and names of params: two targets of one shape differ in values alone."""

_Key: TypeAlias = "tuple[_Shape, tuple[str, ...]]"


def swallows(a: Target, b: Target) -> bool:
    """Whether every slice that `b` can match is matched by `a` too."""
    if a.context != b.context or not covers_own(a.own, b.own):
        return False
    if a.function is not None and a.function != b.function:
        return False
    return contains_params(b.params, a.params)


def dedupe_targets(targets: Sequence[Target]) -> list[Target]:
    """The targets that no other one swallows, each once, by header text in byte order."""
    if len(targets) < 2:
        return list(targets)
    by_key = {(shape, _values(target, shape)): target for target in targets for shape in [_shape_of(target)]}
    # A few shapes, however many targets: each target asks for the one of every wider shape that it fits.
    shapes = list(dict.fromkeys(shape for shape, _ in by_key))
    kept = [
        target
        for (shape, _), target in by_key.items()
        if not any(wider != shape and _projection(target, wider) in by_key for wider in shapes)
    ]
    return sorted(kept, key=_sort_text)


def _shape_of(target: Target) -> _Shape:
    return target.context, target.function, target.own or None, tuple(sorted(target.params))


def _projection(target: Target, shape: _Shape) -> _Key | None:
    """
    The target with the shape's function, own and names, and the target's values; None unless that is as wide.
    """
    context, function, own, names = shape
    if context != target.context or not covers_own(own, target.own):
        return None
    if function is not None and function != target.function:
        return None
    return (shape, _values(target, shape)) if all(name in target.params for name in names) else None


def _values(target: Target, shape: _Shape) -> tuple[str, ...]:
    return tuple(target.params[name] for name in shape[3])


def _sort_text(target: Target) -> str:
    """
    Header text, where an `own` that is only `True` stands too, so that it is told from the broader target.
    """
    own = "true" if target.own is True else target.own
    return encode_target(Target(target.context, target.function, target.params, own))
