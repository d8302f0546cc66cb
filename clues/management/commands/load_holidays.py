"""manage.py load_holidays [FILE]"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clues.services.holidays import load_holidays
from core.exceptions import PortalError


class Command(BaseCommand):
    help = "Load the State Council's holidays by which working days are counted; keeps others."

    def add_arguments(self, parser: CommandParser) -> None:
        default = Path(settings.BASE_DIR) / "fixtures/holidays.csv"
        parser.add_argument("file", nargs="?", type=Path, default=default)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            new, changed = load_holidays(path=options["file"], by=None)
        except PortalError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{new} days new, {changed} changed")
