"""manage.py retire_reports: what the night does with old reports, now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from complaints.services import retiring


class Command(BaseCommand):
    help = "Close answered reports, warn of and destroy old ones, and peppers nobody needs."

    def handle(self, *args: Any, **options: Any) -> None:
        done = retiring.retire()
        self.stdout.write(
            f"{done.silent} closed, {done.warned} warned of, {done.destroyed} destroyed, "
            f"{done.peppers} peppers destroyed"
        )
