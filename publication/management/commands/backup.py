"""manage.py backup FILE --to age1… [--to age1…]"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from publication.services.backing_up import back_up, recipients_of


class Command(BaseCommand):
    help = "Database, vault, attachments and the log's files into one encrypted file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--to", action="append", default=[], metavar="age1…", help="who may open it; repeatable"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            size = back_up(options["file"], recipients_of(options["to"]))
        except (PortalError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _(
                "%(size)s MB written to %(path)s. Keep PORTAL_DATA_KEY and the peppers apart: they are not in it."
            )  # fmt: skip
            % {"size": round(size / 2**20, 1), "path": options["file"]}
        )
