"""manage.py seed_reports: reports of the demo city, one in every state."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seeding.complaints import seed_reports


class Command(BaseCommand):
    help = "Fill the demo city with handlers, custodians and a report in every state."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("seed_reports makes published passwords; never run it in production")
        for line in seed_reports():
            self.stdout.write(f"a report's code: {line}")
