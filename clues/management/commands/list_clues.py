"""manage.py list_clues [--rule CODE] [--json]"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clues.models import Clue


class Command(BaseCommand):
    help = "List clues with the rows that raised them. Confidential."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule", metavar="CODE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        clues = Clue.objects.order_by("pk")
        if options["rule"]:
            clues = clues.filter(source=options["rule"])
        if options["json"]:
            self.stdout.write(
                json.dumps([self._as_json(clue) for clue in clues], ensure_ascii=False, indent=2)
            )
            return
        for clue in clues:
            self.stdout.write(f"{clue.number} {clue.source} {clue.status} {clue.amount}")

    @staticmethod
    def _as_json(clue: Clue) -> dict[str, Any]:
        return {
            "number": clue.number,
            "rule": clue.source,
            "status": clue.status,
            "region": clue.region_code,
            "amount": str(clue.amount),
            # What a rule computed of many rows stands in no single one.
            "rows": [
                {name: row.get(name) for name in ("kind", "batch", "sheet", "row")}
                for row in clue.evidence
                if row.get("batch")
            ],
            "hint": clue.hint,
            "facts": clue.facts | {"grade": clue.grade},
        }
