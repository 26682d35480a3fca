"""
The vectors door as a program: a JSON question a line on standard input, a JSON answer a line on standard
output.
"""

from __future__ import annotations

import sys

from mizan.vectors.door import answer_line


def main() -> None:
    # Lines are split as bytes, at line feeds alone: what stands between them is for the decoder to judge.
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(answer_line(line.removesuffix(b"\n")).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
