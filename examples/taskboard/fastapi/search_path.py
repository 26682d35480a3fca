"""Lets this backend import what both Python backends use. Imported before anything else of it."""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]
"""Of the taskboard."""

sys.path.append(str(FOLDER / "python"))
