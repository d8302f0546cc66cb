from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from villages.services.vouchers import tidy


class Command(BaseCommand):
    help = "Finish publications left half done, remove old picture files that no row names, restore missing ones."

    def handle(self, *args: Any, **options: Any) -> None:
        done = tidy()
        self.stdout.write(
            f"finished: {done.finished}, sealed files removed: {done.sealed}, "
            f"public files removed: {done.public}, pictures restored: {done.restored}"
        )
