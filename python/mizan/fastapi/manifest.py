"""`python -m mizan.fastapi.manifest module:app`: prints the manifest for an edge before that app."""

from __future__ import annotations

import sys

from mizan.fastapi.print_app import print_app


def main(words: list[str]) -> int:
    return print_app("manifest", words, lambda app: app.manifest_text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
