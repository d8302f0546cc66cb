"""manage.py export_log FILE [--for-witness SIZE]"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from publication.services.exporting import export_log
from publication.services.witnessing import request_text


class Command(BaseCommand):
    help = "Write the whole publication log into one .tar, or what a witness is to confirm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--for-witness", type=int, metavar="SIZE",
            help="only the request to a witness who last saw so many leaves (0: none yet)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        path, since = options["file"], options["for_witness"]
        try:
            if since is not None:
                path.write_text(request_text(since=since), encoding="utf-8")
                return
            size = export_log(path)
        except (PortalError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("%(size)s leaves written to %(path)s") % {"size": size, "path": path})
