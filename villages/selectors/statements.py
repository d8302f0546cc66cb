"""A village's months: balances, and whether one carries over into the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from villages.choices import Category, LineState
from villages.models import LedgerLine, Statement


ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a village's ledger, in yuan.

    `opening` is what the sheet states, or else what the month before closed with. `gap` is the
    stated opening minus the closing before, `error` the stated closing minus the computed one;
    both None where there is nothing to compare.
    """

    month: date
    opening: Decimal
    income: Decimal
    expense: Decimal
    lines: int
    stated_opening: Decimal | None
    stated_closing: Decimal | None
    before: Month | None = None

    @property
    def closing(self) -> Decimal:
        """What the lines give."""
        return self.opening + self.income - self.expense

    @property
    def gap(self) -> Decimal | None:
        if self.before is None or self.stated_opening is None:
            return None
        return self.stated_opening - self.before.closing

    @property
    def error(self) -> Decimal | None:
        return None if self.stated_closing is None else self.stated_closing - self.closing

    @property
    def missing_months(self) -> int:
        """Months between the one before and this one of which nothing is published."""
        if self.before is None:
            return 0
        last = self.before.month
        return (self.month.year - last.year) * 12 + self.month.month - last.month - 1


def months_of(region_code: str) -> list[Month]:
    """All published months of a village, the latest first; one query, at most twelve rows a year."""
    return months_of_each([region_code])[region_code]


def months_of_each(region_codes: Collection[str]) -> dict[str, list[Month]]:
    """All published months of each of these villages, as above; one query."""
    months: dict[str, list[Month]] = {code: [] for code in region_codes}
    kept = Statement.objects.filter(region_code__in=region_codes).order_by("month")
    for code, month, opening, closing, income, expense, lines in kept.values_list(
        "region_code", "month", "opening", "closing", "income", "expense", "lines"
    ):
        before = months[code][-1] if months[code] else None
        carried = before.closing if before else ZERO
        months[code].append(
            Month(
                month=month,
                opening=carried if opening is None else opening,
                income=income,
                expense=expense,
                lines=lines,
                stated_opening=opening,
                stated_closing=closing,
                before=before,
            )
        )
    return {code: found[::-1] for code, found in months.items()}


@dataclass(frozen=True, slots=True)
class Sums:
    """What several months took in and gave out, and what was left at their end."""

    opening: Decimal
    income: Decimal
    expense: Decimal
    closing: Decimal
    lines: int


def sums_of(months: list[Month]) -> Sums | None:
    """Of months with the latest first; None of none."""
    if not months:
        return None
    return Sums(
        opening=months[-1].opening,
        income=sum((month.income for month in months), ZERO),
        expense=sum((month.expense for month in months), ZERO),
        closing=months[0].closing,
        lines=sum(month.lines for month in months),
    )


def standing_months(
    keys: Iterable[tuple[str, date]],
) -> tuple[dict[tuple[str, date], Month], dict[tuple[str, date], int]]:
    """For each (village, month): the published month before it, and the batch that stands in it."""
    keys = set(keys)
    known = months_of_each({code for code, _month in keys})
    before = {
        (code, month): last
        for code, month in keys
        if (last := next((m for m in known[code] if m.month < month), None))
    }
    published = {(code, m.month) for code, months in known.items() for m in months} & keys
    if not published:
        return before, {}
    lines = LedgerLine.objects.filter(
        region__in={code for code, _month in published},
        month__in={month for _code, month in published},
        state=LineState.STANDING,
    )
    standing = {
        (code, month): batch
        for code, month, batch in lines.values_list("region", "month", "batch").distinct()
    }
    return before, {key: standing[key] for key in published if key in standing}


_BY_CATEGORY = """
SELECT category, entry, sum(amount), count(*) FROM villages_ledgerline
WHERE region_id = %s AND month BETWEEN %s AND %s AND state = 'standing'
    AND entry IN ('income', 'expense')
GROUP BY category, entry ORDER BY entry, sum(amount) DESC, category
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one category took in or gave out."""

    category: str
    entry: str
    amount: Decimal
    lines: int

    @property
    def label(self) -> str:
        return str(Category(self.category).label) if self.category else ""


def by_category(*, region: str, first: date, last: date) -> list[Share]:
    """Income and expense by category of the months from `first` to `last`, most money first."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_CATEGORY, [region, first, last])
        return [Share(*row) for row in cursor.fetchall()]
