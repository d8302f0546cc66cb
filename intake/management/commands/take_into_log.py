"""manage.py take_into_log [--if-empty]"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from intake.services.logging import take_in


class Command(BaseCommand):
    help = "Once, when the publication log is new: what was published before comes into it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="say nothing if it has begun")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = take_in()
        except PortalError as error:
            if options["if_empty"]:
                return
            raise CommandError(str(error)) from error
        if done or not options["if_empty"]:
            self.stdout.write(_("%(count)s batches and lists taken into the log") % {"count": done})
