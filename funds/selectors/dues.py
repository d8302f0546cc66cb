"""What paying offices owe the public month by month, and whether it was published in time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from dateutil.relativedelta import relativedelta

from accounts.models import Office
from funds.choices import PeriodKind
from funds.models import Programme
from intake.choices import Status
from intake.models import Batch


# So many days back are looked at: what fell due in the last year.
LOOKS_BACK = timedelta(days=366)
MONTH = relativedelta(months=1)


@dataclass(frozen=True, slots=True)
class Missing:
    """One month of a programme that is due and not published; `month` is its first day."""

    programme: Programme
    month: date
    due_on: date


@dataclass(slots=True)
class OfficeScore:
    """One office's months of the programmes it pays, as far as they fell due in the last year."""

    office: Office
    done: int = 0
    late: int = 0
    missing: list[Missing] = field(default_factory=list)

    @property
    def owed(self) -> int:
        return self.done + self.late + len(self.missing)

    @property
    def percent(self) -> int:
        """Done in time, late ones counted half, of what was owed: as for villages."""
        return int((self.done + self.late / 2) * 100 / self.owed) if self.owed else 0


def scores_of_offices(*, today: date, since: date, due_days: int) -> list[OfficeScore]:
    """Offices that pay monthly programmes, the most complete first; two queries.

    A programme is owed from the first month that the office published in the time looked at, and
    each month is due `due_days` after its end. Months before `since` are not looked at.
    """
    first = max(since, today - LOOKS_BACK).replace(day=1)
    monthly = {one.code: one for one in Programme.objects.filter(period_kind=PeriodKind.MONTHLY)}
    sheets = Batch.objects.filter(
        kind="payments", status=Status.PUBLISHED, programme_code__in=monthly,
        period_to__gte=first,
    ).select_related("office")  # fmt: skip
    offices: dict[int, OfficeScore] = {}
    published: dict[tuple[int, str], dict[date, date]] = defaultdict(dict)
    for sheet in sheets.order_by("-published_at", "-id"):
        if not (sheet.period_from and sheet.period_to and sheet.published_at):
            continue
        offices.setdefault(sheet.office_id, OfficeScore(sheet.office))
        month = max(sheet.period_from, first).replace(day=1)
        while month <= sheet.period_to:
            # The first publication counts: what came later only adds to it.
            day = timezone.localdate(sheet.published_at)
            published[sheet.office_id, sheet.programme_code][month] = day
            month += MONTH
    for (office, code), days in published.items():
        _count(offices[office], monthly[code], days, today=today, due_days=due_days)
    return sorted(
        (score for score in offices.values() if score.owed),
        key=lambda score: (-score.percent, -score.owed, score.office.name),
    )


def _count(
    score: OfficeScore, programme: Programme, days: dict[date, date], *, today: date, due_days: int
) -> None:
    month = min(days)
    while (due_on := month + MONTH + timedelta(days=due_days - 1)) < today:
        if month not in days:
            score.missing.append(Missing(programme, month, due_on))
        elif days[month] <= due_on:
            score.done += 1
        else:
            score.late += 1
        month += MONTH
