"""A context: a named group of queries that are fetched together as one bundle (SPEC.md, Context fetch)."""

from __future__ import annotations

from mizan.declare.place import frame_of_caller, place_of_frame


class ReactContext:
    __slots__ = ("doc", "name", "place")

    name: str
    doc: str | None
    """Printed into the IR and from there into the generated clients."""
    place: str
    """`file:line` of the declaration."""

    def __init__(self, name: str, *, doc: str | None = None) -> None:
        self.name = name
        self.doc = doc
        self.place = place_of_frame(frame_of_caller(1))

    def __repr__(self) -> str:
        return f"ReactContext({self.name!r})"
