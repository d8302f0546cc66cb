"""What the public pages draw: a place's months, and the places below it as a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.charts.columns import Columns, columns_of
from core.charts.maps import Map, map_of
from core.money import yuan
from core.templatetags.present import month as month_words
from funds.models import PaymentTotal
from funds.selectors.money import ZERO, RegionFigures
from regions.selectors.shapes import shapes_of


# So many months at most, back from the last one with a payment.
MONTHS = 24


@dataclass(frozen=True, slots=True)
class MonthSum:
    month: date
    amount: Decimal
    payments: int


@dataclass(frozen=True, slots=True)
class Months:
    """Money paid month by month, without a gap, and its picture."""

    rows: tuple[MonthSum, ...]
    columns: Columns

    @property
    def last(self) -> MonthSum:
        return self.rows[-1]

    @property
    def most(self) -> MonthSum:
        return max(self.rows, key=lambda row: row.amount)

    @property
    def amount(self) -> Decimal:
        return sum((row.amount for row in self.rows), ZERO)


def months_of(*, region: str, programme: int | None = None) -> Months | None:
    """Of programmes whose single months may be shown; None where there are none. One query."""
    rows = PaymentTotal.objects.by_month().filter(region_code=region)
    if programme:
        rows = rows.filter(programme=programme)
    sums = {
        month: (amount, payments)
        for month, amount, payments in rows.order_by()
        .values_list("month")
        .annotate(Sum("amount"), Sum("payments"))
        if payments
    }
    if not sums:
        return None
    found = [
        MonthSum(month, *sums.get(month, (ZERO, 0))) for month in _back_from(max(sums), min(sums))
    ]
    return Months(tuple(found), _columns(found))


def _back_from(last: date, first: date) -> list[date]:
    number = last.year * 12 + last.month - 1
    begin = max(first.year * 12 + first.month - 1, number - MONTHS + 1)
    return [date(each // 12, each % 12 + 1, 1) for each in range(begin, number + 1)]


def _columns(rows: Sequence[MonthSum]) -> Columns:
    return columns_of(
        [row.amount for row in rows],
        [f"{row.month:%Y-%m}" for row in rows],
        [
            _("%(month)s: %(amount)s")
            % {"month": month_words(row.month), "amount": yuan(row.amount)}
            for row in rows
        ],
    )


def map_below(children: Sequence[RegionFigures]) -> Map | None:
    """The places below a region by what was paid in them; None where most outlines are unknown."""
    shapes = shapes_of([child.region.code for child in children])
    if not children or len(shapes) * 2 < len(children):
        return None
    values = {child.region.code: child.amount for child in children if child.payments}
    names = {child.region.code: child.region.short_name for child in children}
    return map_of(shapes, values, names)
