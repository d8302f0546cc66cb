"""manage.py crosscheck [--rule CODE]... [--full] [--json]"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.exceptions import PortalError
from matching.models import Run
from matching.services import run_crosscheck


class Command(BaseCommand):
    help = "Run the cross-check rules over what changed, or over everything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule", action="append", metavar="CODE", help="only this rule")
        parser.add_argument("--full", action="store_true", help="look at everything again")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = run_crosscheck(codes=options["rule"], full=options["full"])
        except PortalError as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(self._as_json(run), ensure_ascii=False, indent=2))
        else:
            self._write_table(run)
        if any(result.error for result in run.results.all()):
            raise CommandError("a rule failed; see its error in the run", returncode=1)

    @staticmethod
    def _as_json(run: Run) -> dict[str, Any]:
        return {
            "run": run.pk,
            "mode": run.mode,
            "rules": [
                {
                    "code": result.rule,
                    "looked_at": result.looked_at,
                    "unjudged": result.unjudged,
                    "unknown_words": result.unknown_words,
                    "found": result.found,
                    "new": result.new,
                    "cleared": result.cleared,
                    "seconds": result.seconds,
                    "missing_registries": result.missing_registries,
                    "stale_registries": result.stale_registries,
                    "kept_still_in": result.thin_places,
                    "coverage": [
                        {
                            "registry": part.registry,
                            "subjects": part.subjects,
                            "known": part.known,
                        }
                        for part in result.coverage.all()
                    ],
                    "error": result.error,
                }
                for result in run.results.prefetch_related("coverage")
            ],
        }

    def _write_table(self, run: Run) -> None:
        self.stdout.write(f"run {run.pk} ({run.mode})")
        for result in run.results.all():
            self.stdout.write(
                f"  {result.rule}: looked at {result.looked_at}, found {result.found},"
                f" new {result.new}, cleared {result.cleared}, {result.seconds:.2f} s"
            )
            if result.unjudged:
                self.stdout.write(
                    f"    could not judge {result.unjudged} payment(s): nobody says how many live in"
                    " the household"
                )
            for name, lines in result.unknown_words.items():
                self.stdout.write(f"    {lines} line(s) of “{name}” have a word that no list knows")
            for name, places in result.thin_places.items():
                for place in places:
                    self.stderr.write(
                        f"    kept still in {place['place']}: registry “{name}” knows"
                        f" {place['known']} of {place['subjects']}"
                    )
            for part in result.thin_coverage:
                self.stderr.write(
                    f"    registry “{part.registry}” knows {part.known} of {part.subjects} asked about"
                )
            for name in result.missing_registries:
                self.stderr.write(f"    registry “{name}” is missing: this rule saw nothing of it")
            for name in result.stale_registries:
                self.stderr.write(f"    registry “{name}” is out of date")
            if result.error:
                self.stderr.write(f"    failed: {result.error}")
