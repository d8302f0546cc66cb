"""manage.py build_search: make the keys of the search box anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search.services import rebuild_keys


class Command(BaseCommand):
    help = "Make the search box's keys anew from catalogue, divisions and policies."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild_keys()} keys")
