"""Load the public catalogue: programmes, policy documents and standards."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from funds.services.catalogue import UnusableCatalogue, load_catalogue


class Command(BaseCommand):
    help = (
        "Load programmes, policy documents and standards from a folder with policies.json, "
        "programmes.json and standards.json; by default the one that comes with the portal. "
        "Regions must be loaded first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        directory = options["directory"] or settings.FIXTURE_ROOT / "catalogue"
        try:
            result = load_catalogue(directory=directory, by=None)
        except UnusableCatalogue as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{result.programmes} programmes, {result.policies} policy documents, "
            f"{result.standards} standards"
        )
        if result.skipped:
            self.stdout.write(
                f"{result.skipped} standards left out: their regions are not loaded; "
                "enter the standards of your own region."
            )
