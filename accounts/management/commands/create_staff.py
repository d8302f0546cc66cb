"""manage.py create_staff USER --role ROLE --office CODE [--office-name NAME] [--region CODE]"""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from accounts.services import create_user
from core.divisions import pad


class Command(BaseCommand):
    help = "Make a member of staff; the way to the first administrator. Asks for the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR)
        parser.add_argument("--full-name", default="")
        parser.add_argument("--office", required=True, metavar="CODE")
        parser.add_argument("--office-name", default="", help="makes the office if it is new")
        parser.add_argument("--region", default="", metavar="CODE", help="default: the office's")

    def handle(self, *args: Any, **options: Any) -> None:
        office = self._office(options)
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Once more: "):
            raise CommandError("the two passwords differ", returncode=2)
        try:
            validate_password(password)
            user = create_user(
                username=options["username"],
                password=password,
                full_name=options["full_name"] or options["username"],
                office=office,
                role=options["role"],
                region_code=pad(options["region"] or office.region_code),
                by=None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except IntegrityError as error:
            raise CommandError("this user name is taken", returncode=2) from error
        self.stdout.write(f"made {user.username} ({user.role}) of {office}")

    @staticmethod
    def _office(options: dict[str, Any]) -> Office:
        office = Office.objects.filter(code=options["office"]).first()
        if office is None and not (options["office_name"] and options["region"]):
            raise CommandError(
                "there is no such office; give --office-name and --region to make it", returncode=2
            )
        return office or Office.objects.create(
            code=options["office"],
            name=options["office_name"],
            kind=OfficeKind.OPERATOR,
            region_code=pad(options["region"]),
        )
