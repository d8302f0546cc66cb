"""manage.py send_duties: what the cross-checks found to be owed, to the departments that owe it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clues.services import send_duties


class Command(BaseCommand):
    help = "Ask departments about what is owed to somebody; beat does it every morning."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_duties()} departments' duties sent.")
