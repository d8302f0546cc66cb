"""When something is due, and the light that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from clues.choices import Light
from clues.models import Holiday
from core.working_days import add_working_days, working_days_until


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today among the working days; one query, good for a whole page."""

    today: date
    yellow_until: date
    exceptions: dict[date, bool]

    def light(self, due_on: date) -> str:
        if due_on < self.today:
            return Light.RED
        return Light.YELLOW if due_on <= self.yellow_until else Light.GREEN

    def days_left(self, due_on: date) -> int:
        """Working days that are left; negative when it is overdue."""
        return working_days_until(self.today, due_on, self.exceptions)


def calendar() -> Calendar:
    today = timezone.localdate()
    exceptions = Holiday.exceptions()
    yellow = add_working_days(today, settings.CLUE_YELLOW_DAYS, exceptions)
    return Calendar(today=today, yellow_until=yellow, exceptions=exceptions)


def due_after(kind: str, start: date | None = None) -> date:
    """The last day for a kind of work (settings.CLUE_DEADLINES) that begins on `start`."""
    start = start or timezone.localdate()
    days = settings.CLUE_DEADLINES[kind]
    if kind == "talk":
        return start + timedelta(days=days)
    return add_working_days(start, days, Holiday.exceptions())
