"""manage.py load_village_catalogue"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from villages.services.catalogue import load_village_catalogue


class Command(BaseCommand):
    help = "Load what villages have to make public and the list of small powers; keeps changes."

    def handle(self, *args: Any, **options: Any) -> None:
        duties, powers = load_village_catalogue()
        self.stdout.write(f"{duties} items to make public, {powers} small powers are new")
