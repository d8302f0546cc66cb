"""manage.py grant_application ROLE"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from publication.services.roles import grant_application


class Command(BaseCommand):
    help = (
        "As the owner of the database: give a role what the running portal needs, and nothing that"
        " changes a log. After every migration."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            grant_application(options["role"])
        except DatabaseError as error:
            raise CommandError(str(error).strip()) from error
