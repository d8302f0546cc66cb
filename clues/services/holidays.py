"""Loads the yearly notice on holidays: which days are free, and which weekends are worked instead.

The project's own list follows 国办发明电〔2024〕12号 (2025) and 国办发明电〔2025〕7号 (2026); check a
new year's against its notice before relying on deadlines.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from clues.models import Holiday
from core.exceptions import PortalError


_KINDS = {"rest": False, "work": True}


@transaction.atomic
def load_holidays(*, path: Path, by: User | None) -> tuple[int, int]:
    """Rows of day,kind,name with kind rest or work; returns how many are new and how many changed.

    Raises PortalError naming the line that cannot be read; then nothing is changed.
    """
    known = {holiday.day: holiday for holiday in Holiday.objects.all()}
    new = changed = 0
    for day, is_working, name in _read(path):
        holiday = known.get(day)
        if holiday is None:
            Holiday.objects.create(day=day, is_working=is_working, name=name)
            new += 1
        elif (holiday.is_working, holiday.name) != (is_working, name):
            holiday.is_working, holiday.name = is_working, name
            holiday.save()
            changed += 1
    record(
        action="clues.load-holidays", by=by, target=path.name,
        detail={"new": new, "changed": changed},
    )  # fmt: skip
    return new, changed


def _read(path: Path) -> list[tuple[date, bool, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise PortalError(_("The file %(name)s cannot be read.") % {"name": path.name}) from error
    found = []
    for number, row in enumerate(rows, 2):
        try:
            found.append((date.fromisoformat(row["day"]), _KINDS[row["kind"]], row["name"][:40]))
        except (KeyError, TypeError, ValueError) as error:
            raise PortalError(
                _("Line %(number)s: write day,kind,name such as 2026-10-01,rest,国庆节.")
                % {"number": number}
            ) from error
    return found
