"""manage.py verify_publication [--against FILE] [--json]"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from publication.services.comparing import compare
from publication.services.verifying import verify


DIFFERENT, CANNOT_TELL = 1, 2


class Command(BaseCommand):
    help = (
        "Compare everything published with the log, and with what somebody outside keeps. Exit code:"
        " 0 nothing differs, 1 differences, named, 2 cannot tell."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against", type=Path, metavar="FILE",
            help="a checkpoint, a receipt, or the text of a printed square",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        outside: Path | None = options["against"]
        try:
            known = compare(outside.read_text(encoding="utf-8")) if outside else None
        except (OSError, UnicodeDecodeError, PortalError) as error:
            raise CommandError(str(error), returncode=CANNOT_TELL) from error
        report = verify()
        differences = [each.as_dict() for each in report.differences]
        if known is not None and not known.holds:
            differences.insert(0, known.difference.as_dict())
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict() | {"differences": differences}, ensure_ascii=False))  # fmt: skip
        else:
            self._tell(report, known, differences)
        if differences:
            sys.exit(DIFFERENT)

    def _tell(self, report: Any, known: Any, differences: list[dict[str, Any]]) -> None:
        self.stdout.write(
            _("%(rows)s rows compared with %(size)s leaves, root %(root)s")
            % {"rows": report.rows, "size": report.size, "root": report.root.hex()}
        )
        if known is not None:
            self.stdout.write(known.words)
        for each in differences:
            place = " ".join(
                f"{name} {each[name]}" for name in ("batch", "sheet", "row") if each[name]
            )
            self.stdout.write(f"{each['kind']} {place}: {each['what']} {each['detail']}")
        if report.count > len(report.differences):
            self.stdout.write(_("… and %(count)s more") % {"count": report.count - len(report.differences)})  # fmt: skip
        if not differences:
            self.stdout.write(_("Nothing differs."))
