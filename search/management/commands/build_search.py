"""manage.py build_search: make the keys of the search box anew, and its passages up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search.services import rebuild_keys, rebuild_passages


class Command(BaseCommand):
    help = "Make the search box's keys anew, and take in the texts published since the last time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild_keys()} keys, {rebuild_passages()} passages")
