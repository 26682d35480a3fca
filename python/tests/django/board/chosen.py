"""The database that the functions of the small project use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Chosen:
    alias: str = "default"


chosen = Chosen()
