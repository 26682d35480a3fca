"""`python -m mizan.fastapi.ir module:app`: prints the IR of the app that a FastAPI app serves."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from mizan.declare.declaration_errors import DeclarationErrors
from mizan.fastapi.find_app import find_app

_USAGE = "usage: python -m mizan.fastapi.ir module:app"


def main(words: list[str]) -> int:
    module_name, _, attribute = words[0].partition(":") if len(words) == 1 else ("", "", "")
    if not module_name or not attribute:
        sys.stderr.write(f"{_USAGE}\n")
        return 2
    # As a server started in this folder would.
    sys.path.insert(0, str(Path.cwd()))
    try:
        served = getattr(importlib.import_module(module_name), attribute)
        text = find_app(served).ir_text
    except (ImportError, AttributeError, LookupError, DeclarationErrors) as error:
        sys.stderr.write(f"mizan: {words[0]}: {error}\n")
        return 1
    sys.stdout.buffer.write(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
