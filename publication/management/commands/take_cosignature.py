"""manage.py take_cosignature FILE"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.exceptions import PortalError
from publication.services.files import publish_files
from publication.services.witnessing import take


class Command(BaseCommand):
    help = "Keep what witnesses signed, out of the file that they sent back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = take(text=options["file"].read_text(encoding="utf-8"), by=None)
            publish_files()
        except (PortalError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        for each in taken:
            self.stdout.write(f"{each.witness} {each.size} {each.seen_at.isoformat()}")
