"""manage.py retest_disclosure"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from funds.models import DisclosedArea
from funds.services.disclosing import retest_everywhere


class Command(BaseCommand):
    help = "Test anew what of recipients who are not named may be shown in which place."

    def handle(self, *args: Any, **options: Any) -> None:
        retest_everywhere()
        areas = DisclosedArea.objects
        self.stdout.write(
            f"{areas.listed().count()} lists of villages shown masked,"
            f" {areas.summed().count()} sums shown, of {areas.count()} tested"
        )
