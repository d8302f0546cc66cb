"""manage.py judge_rules: precision and recall of every rule in the synthetic city"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.rules import all_rules
from seeding.judging import judge


class Command(BaseCommand):
    help = "Hold the standing clues against the truth file that seed_city wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--truth", type=Path, default=Path(settings.VAULT_ROOT).parent / "truth.json")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["truth"].exists():
            raise CommandError(f"There is no truth file {options['truth']}.", returncode=2)
        facts = json.loads(options["truth"].read_text(encoding="utf-8"))
        self.stdout.write(
            "| rule | planted | found | recall | innocents | flagged | unplanned"
            " | precision | 95 % |"
        )
        self.stdout.write("|---|---|---|---|---|---|---|---|---|")
        hints = {code for code, rule in all_rules().items() if rule.hint}
        for score in judge(facts):
            low, high = score.interval
            self.stdout.write(
                f"| {score.rule}{' (hint)' if score.rule in hints else ''} | {score.planted} | {score.found} | {score.recall:.2f}"
                f" | {score.innocents} | {score.flagged} | {score.unplanned}"
                f" | {score.precision:.2f} | {low:.2f}–{high:.2f} |"
            )
