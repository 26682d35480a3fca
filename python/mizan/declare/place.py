"""Where a declaration stands in the user's source, for messages and logs."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import CodeType, FrameType

from mizan.errors.invariant_error import InvariantError


def place_of_code(code: CodeType) -> str:
    """`file:line`; of a decorated function, the line of its first decorator."""
    return f"{_shorten(code.co_filename)}:{code.co_firstlineno}"


def frame_of_caller(depth: int) -> FrameType:
    """Of the code that called the function so many frames up; 0 is the function that asks."""
    frame = inspect.currentframe()
    for _ in range(depth + 1):
        frame = None if frame is None else frame.f_back
    if frame is None:
        raise InvariantError("Declarations need an interpreter that has frames.")
    return frame


def place_of_frame(frame: FrameType) -> str:
    return f"{_shorten(frame.f_code.co_filename)}:{frame.f_lineno}"


def _shorten(file: str) -> str:
    """Relative to the working directory where the file is below it."""
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except ValueError:
        return file
