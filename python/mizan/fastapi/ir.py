"""`python -m mizan.fastapi.ir module:app`: prints the IR of the app that a FastAPI app serves."""

from __future__ import annotations

import sys

from mizan.fastapi.print_app import print_app


def main(words: list[str]) -> int:
    return print_app("ir", words, lambda app: app.ir_text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
