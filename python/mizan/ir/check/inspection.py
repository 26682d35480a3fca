"""What the checks of a document share: where to look things up, and where to put problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mizan.ir.ir_error import IrError
from mizan.ir.model import FunctionNode, IrDocument
from mizan.ir.normalize_type import Normalizer
from mizan.ir.resolve_type import to_named_types
from mizan.structure.structures import Structures

_Result = TypeVar("_Result")


class Inspection:
    def __init__(self, document: IrDocument) -> None:
        self.types = to_named_types(document.types)
        self.contexts = {context.name: context for context in document.contexts}
        self.functions = {function.name: function for function in document.functions}
        self.queries: dict[str, list[FunctionNode]] = {}
        """By context."""
        for function in self.functions.values():
            if function.context is not None:
                self.queries.setdefault(function.context, []).append(function)
        self.normalizer = Normalizer(self.types)
        self.structures = Structures(self.types)
        self.problems: list[str] = []

    def report(self, place: str, problem: str) -> None:
        """`place` and `problem` make a sentence: "function rename, param name" "is declared twice"."""
        self.problems.append(f"{place}: {problem}.")

    def attempt(self, place: str, step: Callable[[], _Result]) -> _Result | None:
        """Runs a step, and turns an IrError of it into a problem; None then."""
        try:
            return step()
        except IrError as error:
            self.problems.append(f"{place}: {error}")
            return None
