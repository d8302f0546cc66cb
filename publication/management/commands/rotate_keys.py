"""manage.py rotate_keys --outer OLDKEYFILE | --new vault|address"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from auditing.services import record
from core import keys
from core.exceptions import PortalError


class Command(BaseCommand):
    help = (
        "After PORTAL_DATA_KEY was changed: wrap all keys by the new one, given the file with the old"
        " one; or make a new key for files or addresses. Nothing that is sealed changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--outer", type=Path, metavar="FILE", help="holds the old PORTAL_DATA_KEY"
        )
        # Seals have to be made anew in every row, and the log's key stands on paper.
        which.add_argument("--new", choices=(keys.VAULT, keys.ADDRESS))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["outer"] is not None:
                old = options["outer"].read_text(encoding="ascii").strip()
                count = keys.change_outer(old)
                record(action="publication.change-outer-key", by=None, detail={"keys": count})
                self.stdout.write(_("%(count)s keys are wrapped by the new PORTAL_DATA_KEY.") % {"count": count})  # fmt: skip
                return
            version = keys.make(options["new"])
        except (PortalError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        record(
            action="publication.new-key",
            by=None,
            target=options["new"],
            detail={"version": version},
        )
        self.stdout.write(_("Version %(version)s is used from now on.") % {"version": version})
