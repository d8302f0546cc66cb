"""manage.py import_sheet KIND FILE [--programme CODE] [--region CODE] [--period 2018-03] …"""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.choices import OfficeKind
from accounts.models import Office
from core.divisions import pad
from core.exceptions import PortalError
from intake import services
from intake.choices import Status
from intake.exceptions import DuplicateFile
from intake.models import Batch
from intake.periods import parse_period
from intake.selectors import problems_of, summary
from intake.services.answering import waits
from intake.services.deciding import approve_at_console


UNUSABLE, SOME_REJECTED = 2, 1
_WHOLE_COUNTRY = "0" * 12


class Command(BaseCommand):
    help = (
        "Read a sheet as a cadre has it, and publish it with --publish. Exit code: 0 all rows"
        " accepted, 1 some rejected, 2 the file cannot be used."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", help="payments, allocations, registry:deaths, …")
        parser.add_argument("file", type=Path)
        parser.add_argument("--programme", default="", metavar="CODE")
        parser.add_argument("--region", default="", metavar="CODE")
        parser.add_argument("--period", default="", metavar="2018-03")
        parser.add_argument("--office", default="", metavar="CODE", help="default: the console")
        parser.add_argument("--append", action="store_true", help="add to a registry")
        parser.add_argument(
            "--publish", action="store_true", help="stand for both persons, recorded so"
        )
        parser.add_argument(
            "--answer",
            default="",
            metavar="TEXT",
            help="a line to all that is asked about the sheet",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = self._import(**options)
        except OSError as error:
            raise CommandError(
                f"{options['file']}: {error.strerror or error}", returncode=UNUSABLE
            ) from error
        except PortalError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        if options["json"]:
            self.stdout.write(json.dumps(summary(batch), ensure_ascii=False, indent=2))
        else:
            self._write_report(batch)
        if batch.status == Status.REFUSED:
            raise CommandError(batch.refusal, returncode=UNUSABLE)
        if batch.status == Status.NEEDS_MAPPING:
            headings = "、".join(batch.headings)
            raise CommandError(
                _("These headings are not known: %(headings)s. Rename them, or answer at the desk.")
                % {"headings": headings},
                returncode=UNUSABLE,
            )
        if waits(batch):
            self.stderr.write(
                _("A question about this sheet waits for an answer: answer it at the desk, or say"
                  " --answer “…”.")
            )  # fmt: skip
            sys.exit(SOME_REJECTED)
        if batch.rejected:
            sys.exit(SOME_REJECTED)

    def _import(self, *, kind: str, file: Path, **options: Any) -> Batch:
        try:
            batch = self._receive(kind, file, options)
        except DuplicateFile as duplicate:
            batch = self._take_up(duplicate)
        batch = services.read(batch_id=batch.pk)
        if options["publish"]:
            operator = getpass.getuser()
            services.answer_at_console(batch=batch, text=options["answer"], operator=operator)
            if batch.status == Status.CHECKED and batch.accepted and not waits(batch):
                approve_at_console(batch=batch, operator=operator)
            if batch.status == Status.APPROVED:
                batch = services.publish(batch_id=batch.pk)
        return batch

    @staticmethod
    def _take_up(duplicate: DuplicateFile) -> Batch:
        """An import at the console that was not brought to its end goes on where it stopped."""
        batch = Batch.objects.get(pk=duplicate.earlier)
        unfinished = (Status.RECEIVED, Status.READING, Status.CHECKED, Status.APPROVED)
        if not (batch.at_console and batch.status in unfinished):
            raise duplicate
        return batch

    def _receive(self, kind: str, file: Path, options: dict[str, Any]) -> Batch:
        return services.receive(
            kind=kind,
            data=file.read_bytes(),
            file_name=file.name,
            office=self._office(options["office"]),
            by=None,
            programme_code=options["programme"],
            region_code=pad(options["region"] or settings.PORTAL_REGION),
            period=parse_period(options["period"]),
            append=options["append"],
            at_console=True,
        )

    @staticmethod
    def _office(code: str) -> Office:
        if not code:
            console, _created = Office.objects.get_or_create(
                code="console",
                defaults={
                    "name": "控制台",
                    "kind": OfficeKind.OPERATOR,
                    "region_code": _WHOLE_COUNTRY,
                },
            )
            return console
        office = Office.objects.filter(code=code).first()
        if office is None:
            raise PortalError(f"There is no office with the code “{code}”.")
        return office

    def _write_report(self, batch: Batch) -> None:
        self.stdout.write(
            f"batch {batch.pk} {batch.get_status_display()}: {batch.accepted} of {batch.rows} rows"
            f" accepted, ¥{batch.amount:,.2f}"
        )
        for problem in problems_of(batch):
            place = f"{problem.sheet}!{problem.column or ''}{problem.row or ''}"
            self.stdout.write(f"  {problem.severity} {place} {problem.message}")
