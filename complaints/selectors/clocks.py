"""When an office has to do what, and the light that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from clues.models import Holiday
from complaints.choices import Light
from complaints.models import Clock
from core.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Days:
    """Today among the working days; one query, good for a whole page."""

    today: date
    exceptions: dict[date, bool]

    def after(self, start: date, count: int, clock: Clock) -> date:
        """The last day of so many after `start`, as the clock counts them."""
        if clock.working_days:
            return add_working_days(start, count, self.exceptions)
        return start + timedelta(days=count)

    def light(self, due_on: date | None) -> str:
        if due_on is None:
            return ""
        if due_on < self.today:
            return Light.RED
        soon = add_working_days(self.today, settings.COMPLAINT_YELLOW_DAYS, self.exceptions)
        return Light.YELLOW if due_on <= soon else Light.GREEN


def days() -> Days:
    return Days(timezone.localdate(), Holiday.exceptions())
