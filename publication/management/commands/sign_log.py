"""manage.py sign_log [--rebuild]"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from publication.services.adopting import adopt_published
from publication.services.files import publish_files, rebuild_files
from publication.services.signing import sign


class Command(BaseCommand):
    help = "Sign the publication log as far as it goes and write its files; beat does it by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="write every file anew")
        parser.add_argument(
            "--adopt", action="store_true",
            help="after an old backup was restored: go on from what was published since",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["adopt"]:
                adopted = adopt_published(by=None)
                self.stdout.write(_("%(count)s leaves taken over") % {"count": adopted})
            checkpoint = sign()
            written = rebuild_files() if options["rebuild"] else publish_files()
        except PortalError as error:
            raise CommandError(str(error)) from error
        if checkpoint is None:
            self.stdout.write(_("Nothing stands in the log yet."))
            return
        self.stdout.write(
            _("%(size)s leaves signed, %(count)s files written")
            % {"size": checkpoint.size, "count": written}
        )
