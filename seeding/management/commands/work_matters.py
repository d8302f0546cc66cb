"""manage.py work_matters: half a year of inspectors' work on the demo city's matters."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seeding.worked import work_matters


class Command(BaseCommand):
    help = "Work some of the seeded city's matters, as if in the last half year (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("a past is never invented in production")
        self.stdout.write(f"{work_matters()} matters worked")
