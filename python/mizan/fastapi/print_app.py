"""What `python -m mizan.fastapi.ir` and `…manifest` share: an app named on the command line, printed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from mizan.app.app import App
from mizan.declare.declaration_errors import DeclarationErrors
from mizan.fastapi.find_app import find_app


def print_app(command: str, words: list[str], to_text: Callable[[App], str]) -> int:
    """The exit code. `words`: what stands after the command."""
    module_name, _, attribute = words[0].partition(":") if len(words) == 1 else ("", "", "")
    if not module_name or not attribute:
        sys.stderr.write(f"usage: python -m mizan.fastapi.{command} module:app\n")
        return 2
    # As a server started in this folder would.
    sys.path.insert(0, str(Path.cwd()))
    try:
        served = getattr(importlib.import_module(module_name), attribute)
        text = to_text(find_app(served))
    except (ImportError, AttributeError, LookupError, DeclarationErrors) as error:
        sys.stderr.write(f"mizan: {words[0]}: {error}\n")
        return 1
    sys.stdout.buffer.write(text.encode())
    return 0
