"""A place's months as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.charts.columns import Columns, columns_of
from core.money import yuan
from core.naming import named
from core.pictures import Picture
from core.templatetags.present import month as month_words
from funds.models import PaymentTotal, Programme
from funds.selectors.money import ZERO
from regions.models import Region


# So many months at most, back from the last one with a payment.
MONTHS = 24


@dataclass(frozen=True, slots=True)
class MonthSum:
    month: date
    amount: Decimal
    payments: int


def month_sums(*, region: str, programme: int | None = None) -> list[MonthSum]:
    """Money paid month by month, without a gap, of programmes whose single months may be shown;
    empty where there are none. One query.
    """
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
        return []
    return [
        MonthSum(month, *sums.get(month, (ZERO, 0))) for month in _back_from(max(sums), min(sums))
    ]


def months_of(region: Region, programme: Programme | None = None) -> Picture | None:
    """None where no month may be shown."""
    rows = month_sums(region=region.code, programme=programme.pk if programme else None)
    if not rows:
        return None
    most = max(rows, key=lambda row: row.amount)
    sentence = _(
        "From %(first)s to %(last)s, %(sum)s were paid; most in %(month)s: %(most)s."
    ) % {
        "first": month_words(rows[0].month), "last": month_words(rows[-1].month),
        "sum": yuan(sum((row.amount for row in rows), ZERO)), "month": month_words(most.month),
        "most": yuan(most.amount),
    }  # fmt: skip
    title = _("Money paid in %(place)s, month by month") % {"place": named(region.display_name)}
    query = {"region": region.code} | ({"programme": programme.code} if programme else {})
    return Picture(
        kind="months", shape="columns",
        title=f"{title}: {named(programme.name)}" if programme else title, sentence=sentence,
        headings=(_("Month"), _("Payments"), _("Amount (yuan)")),
        rows=tuple((row.month, row.payments, row.amount) for row in rows),
        drawn=_columns(rows), query=query,
        note=_("Only of benefits that name their people; a single month of the others could point at somebody."),
    )  # fmt: skip


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
