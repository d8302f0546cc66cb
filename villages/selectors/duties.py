"""What a village owes the public by when, and whether it is done, late or missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from dateutil.relativedelta import relativedelta

from villages.choices import Board, Cadence, Proof
from villages.models import DisclosureItem, Posting, Statement


class DisclosureStatus(StrEnum):
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

    duty: DisclosureItem
    period: Period
    due_on: date
    done_on: date | None
    posting: Posting | None
    today: date

    @property
    def status(self) -> DisclosureStatus:
        if self.done_on is not None:
            return DisclosureStatus.DONE if self.done_on <= self.due_on else DisclosureStatus.LATE
        return DisclosureStatus.MISSING if self.today > self.due_on else DisclosureStatus.OPEN


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
        end = start + relativedelta(months=months, days=-1)
        if end < first:
            return found
        if end <= last:
            found.append(Period(start, end))
        start -= relativedelta(months=months)


def since() -> date:
    """Nothing that ended before the portal began counts as missing."""
    return date.fromisoformat(settings.DISCLOSURE_SINCE)


def regular_duties() -> list[DisclosureItem]:
    """Items in force that come round, other than what paying offices publish."""
    return list(
        DisclosureItem.objects.filter(active=True)
        .exclude(cadence=Cadence.AT_ONCE)
        .exclude(proof=Proof.PAYMENTS)
    )


def owed_by(region_code: str, *, first: date, today: date | None = None) -> list[Owed]:
    """Everything one village owed for periods that ended since `first`, the latest due first."""
    return owed_by_each([region_code], first=first, today=today)[region_code]


def owed_by_each(
    region_codes: Collection[str], *, first: date, today: date | None = None
) -> dict[str, list[Owed]]:
    """What each of these villages owed, as above; three queries for all of them."""
    today = today or timezone.localdate()
    postings: dict[str, dict[tuple[int, date], Posting]] = {code: {} for code in region_codes}
    published = Posting.objects.standing().filter(region__in=region_codes, period_to__gte=first)
    # Without their texts, which make up most of a row.
    published = published.only("region_id", "duty_id", "period_to", "published_at")
    for one in published.order_by("-published_at"):
        # The first one counts: what came later only adds to it.
        postings[one.region_id][one.duty_id, one.period_to] = one
    months: dict[str, dict[date, datetime]] = {code: {} for code in region_codes}
    stated = Statement.objects.filter(
        region_code__in=region_codes, month__gte=first.replace(day=1) - relativedelta(years=1)
    )
    for code, month, at in stated.values_list("region_code", "month", "published_at"):
        months[code][month] = at
    due = [
        (duty, period)
        for duty in regular_duties()
        for period in periods(duty.cadence, max(first, duty.valid_from), today)
    ]
    due.sort(
        key=lambda item: (item[1].end + timedelta(days=item[0].due_days), item[0].place),
        reverse=True,
    )
    return {
        code: [_owed(duty, period, postings[code], months[code], today) for duty, period in due]
        for code in region_codes
    }


def _owed(
    duty: DisclosureItem, period: Period, postings: Mapping[tuple[int, date], Posting],
    months: Mapping[date, datetime], today: date,
) -> Owed:  # fmt: skip
    posting = postings.get((duty.pk, period.end))
    due_on = period.end + timedelta(days=duty.due_days)
    return Owed(duty, period, due_on, _done_on(duty, period, posting, months), posting, today)


def _done_on(
    duty: DisclosureItem, period: Period, posting: Posting | None, months: Mapping[date, datetime]
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
        month += relativedelta(months=1)
    return months


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is owed: first what is missing, the oldest first; then what is still open; then what
    was made public, in time or late.
    """

    missing: list[Owed]
    open: list[Owed]
    done: list[Owed]


def sorted_by_state(owed: Iterable[Owed]) -> Sorted:
    found = Sorted([], [], [])
    for item in owed:
        match item.status:
            case DisclosureStatus.MISSING:
                found.missing.append(item)
            case DisclosureStatus.OPEN:
                found.open.append(item)
            case _:
                found.done.append(item)
    found.missing.sort(key=lambda item: item.due_on)
    return found


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
        own = [item.status for item in owed if item.duty.board == board]
        counts.append(
            Count(
                board.value, str(board.label), *(own.count(status) for status in DisclosureStatus)
            )
        )
    return counts
