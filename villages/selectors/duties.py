"""What a village owes the public by when, and whether it is done, late or missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from villages.choices import Board, Cadence, Proof
from villages.models import Duty, Posting, Statement


class Outcome(StrEnum):
    DONE = "done"
    LATE = "late"
    MISSING = "missing"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Period:
    """The months or year that an item is owed for, both days inclusive."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Owed:
    """One item for one period. `done_on` is the day it became complete."""

    duty: Duty
    period: Period
    due_on: date
    done_on: date | None
    posting: Posting | None
    today: date

    @property
    def outcome(self) -> Outcome:
        if self.done_on is not None:
            return Outcome.DONE if self.done_on <= self.due_on else Outcome.LATE
        return Outcome.MISSING if self.today > self.due_on else Outcome.OPEN


_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}


def periods(cadence: str, first: date, last: date) -> list[Period]:
    """The whole periods that ended from `first` to `last`, the latest first."""
    months = _MONTHS.get(Cadence(cadence))
    if months is None:
        return []
    year, month = last.year, (last.month - 1) // months * months + 1
    start = date(year, month, 1)
    found: list[Period] = []
    while True:
        end = _after(start, months) - timedelta(days=1)
        if end < first:
            return found
        if end <= last:
            found.append(Period(start, end))
        start = _after(start, -months)


def _after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def since() -> date:
    """Nothing that ended before the portal began counts as missing."""
    return date.fromisoformat(settings.DISCLOSURE_SINCE)


def regular_duties() -> list[Duty]:
    """Items in force that come round, other than what paying offices publish."""
    return list(
        Duty.objects.filter(active=True)
        .exclude(cadence=Cadence.AT_ONCE)
        .exclude(proof=Proof.PAYMENTS)
    )


def owed_by(region_code: str, *, first: date, today: date | None = None) -> list[Owed]:
    """Everything one village owed for periods that ended since `first`; three queries."""
    today = today or timezone.localdate()
    duties = regular_duties()
    postings: dict[tuple[int, date], Posting] = {}
    published = Posting.objects.standing().filter(region=region_code, period_to__gte=first)
    # Without their texts, which make up most of a row.
    published = published.only("duty_id", "period_to", "published_at")
    for one in published.order_by("-published_at"):
        # The first one counts: what came later only adds to it.
        postings[(one.duty_id, one.period_to)] = one
    months = dict(
        Statement.objects.filter(region_code=region_code, month__gte=_after(first, -12))
        .values_list("month", "published_at")
    )  # fmt: skip
    found = []
    for duty in duties:
        for period in periods(duty.cadence, max(first, duty.valid_from), today):
            posting = postings.get((duty.pk, period.end))
            done = _done_on(duty, period, posting, months)
            due = period.end + timedelta(days=duty.due_days)
            found.append(Owed(duty, period, due, done, posting, today))
    return sorted(found, key=lambda owed: (owed.due_on, owed.duty.place), reverse=True)


def _done_on(
    duty: Duty, period: Period, posting: Posting | None, months: dict[date, datetime]
) -> date | None:
    if duty.proof == Proof.POSTING:
        return timezone.localdate(posting.published_at) if posting else None
    needed = _months_in(period)
    if not all(month in months for month in needed):
        return None
    return timezone.localdate(max(months[month] for month in needed))


def _months_in(period: Period) -> list[date]:
    months, month = [], period.start
    while month <= period.end:
        months.append(month)
        month = _after(month, 1)
    return months


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of one board are in which state."""

    board: str
    label: str
    done: int
    late: int
    missing: int
    open: int


def count_by_board(owed: Iterable[Owed]) -> list[Count]:
    owed = list(owed)
    counts = []
    for board in Board:
        own = [item.outcome for item in owed if item.duty.board == board]
        counts.append(
            Count(board.value, str(board.label), *(own.count(outcome) for outcome in Outcome))
        )
    return counts
