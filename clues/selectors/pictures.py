"""Suspected matters month by month as columns, of figures as the public may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clues.selectors.statistics import FEW, WITHHELD
from core.charts.columns import Columns, columns_of
from core.templatetags.present import month as month_words


MONTHS = 24


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture, its first and last month, and the highest number that may be said."""

    columns: Columns
    first: date
    last: date
    most: int
    most_in: date | None


def months_drawn(lines: Sequence[dict[str, Any]]) -> Drawn | None:
    """Of guarded lines by month ("2018-03"), the last two years; None with fewer than two months.

    A small number is drawn as one, whatever it is, and a withheld one not at all.
    """
    numbers = {_first(line["key"]): line["suspected"] for line in lines}
    if len(numbers) < 2:
        return None
    months = _between(min(numbers), max(numbers))[-MONTHS:]
    told = [numbers.get(month, 0) for month in months]
    heights = [
        Decimal(1 if number == FEW else 0 if number == WITHHELD else number) for number in told
    ]
    said = [
        _("%(month)s: %(number)s") % {"month": month_words(month), "number": number}
        for month, number in zip(months, told, strict=True)
    ]
    certain = [
        (number, month)
        for number, month in zip(told, months, strict=True)
        if isinstance(number, int)
    ]
    most, most_in = max(certain, default=(0, None))
    columns = columns_of(heights, [f"{month:%Y-%m}" for month in months], said)
    return Drawn(columns, months[0], months[-1], most, most_in)


def _first(key: str) -> date:
    return date.fromisoformat(f"{key}-01")


def _between(first: date, last: date) -> list[date]:
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [date(each // 12, each % 12 + 1, 1) for each in range(begin, end + 1)]
