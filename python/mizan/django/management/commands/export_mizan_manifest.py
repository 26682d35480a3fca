"""`manage.py export_mizan_manifest`: the manifest that an edge works from (SPEC.md, EDGE-1)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand

from mizan.django.django_app import get_app


class Command(BaseCommand):
    help = "Prints the edge manifest of this project's functions, or writes it to a file."
    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", metavar="FILE", help="write to this file in place of standard output")

    def handle(self, *_: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        text = get_app().manifest_text
        if options["output"] is None:
            self.stdout.write(text, ending="")
        else:
            Path(options["output"]).write_bytes(text.encode())
