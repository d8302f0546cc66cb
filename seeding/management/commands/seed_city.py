"""manage.py seed_city [--people N] [--payments N] [--seed N]"""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tqdm import tqdm

from core.exceptions import PortalError
from seeding.services import seed_city


class Command(BaseCommand):
    help = "Fill an empty portal with a synthetic city and write down the truth about it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int)
        parser.add_argument("--payments", type=int, help="about so many; default 45,000")
        parser.add_argument("--deaths", type=int, help="lines of the registry of deaths")
        parser.add_argument("--seed", type=int, default=2018)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("seed_city makes published passwords; never run it in production")
        bar = tqdm(
            unit=" payments", unit_scale=True, file=sys.stderr, disable=None, mininterval=0.5
        )

        def report(stage: str, done: int, total: int) -> None:
            bar.set_description(stage)
            if stage == "payments":
                bar.total = total
                bar.update(done - bar.n)

        try:
            with bar:
                seeded = seed_city(
                    people=options["people"],
                    payments=options["payments"],
                    deaths=options["deaths"],
                    seed=options["seed"],
                    report=report,
                )
        except PortalError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(
            f"{seeded.people} people, {seeded.payments} payments, {seeded.deaths} deaths;"
            f" the truth is in {seeded.truth}"
        )
