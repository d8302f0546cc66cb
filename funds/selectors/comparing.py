"""What two places received, programme by programme and month by month, from kept sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.naming import named
from funds.models import Programme
from funds.selectors import money
from funds.selectors.money import ZERO, Figures, ProgrammeFigures
from funds.selectors.pictures.months import month_sums
from regions.models import Region
from regions.selectors import names_for


@dataclass(frozen=True, slots=True)
class Row:
    """One programme in both places; a place without a public sum of it has none."""

    programme: Programme
    first: ProgrammeFigures | None
    second: ProgrammeFigures | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    month: date
    first: Decimal
    second: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """Both places' figures, their programmes with the most money first, their months in order."""

    first: Figures
    second: Figures
    years: list[int]
    programmes: list[Row]
    months: list[MonthRow]

    @property
    def most(self) -> Decimal:
        """The largest sum of a programme in either place."""
        sums = [side.amount for row in self.programmes for side in (row.first, row.second) if side]
        return max(sums, default=ZERO)

    @property
    def most_in_a_month(self) -> Decimal:
        return max((max(row.first, row.second) for row in self.months), default=ZERO)


def compared(*, first: str, second: str, year: int | None = None) -> Compared:
    """Sums in yuan of two regions by code, each as its own page shows them; six queries at most."""
    sums = [money.sums_of(region=code) for code in (first, second)]
    sides = [{row.programme.pk: row for row in each.by_programme(year=year)} for each in sums]
    known = {key: row.programme for side in sides for key, row in side.items()}
    rows = [Row(programme, *(side.get(key) for side in sides)) for key, programme in known.items()]
    rows.sort(key=lambda row: (-_together(row), row.programme.code))
    months: dict[date, list[Decimal]] = {}
    for place, code in enumerate((first, second)):
        for each in month_sums(region=code):
            if each.payments and year in (None, each.month.year):
                months.setdefault(each.month, [ZERO, ZERO])[place] = each.amount
    one, other = sums[0].figures(year=year), sums[1].figures(year=year)
    years = sorted({found for each in sums for found in each.years}, reverse=True)
    in_order = [MonthRow(month, *months[month]) for month in sorted(months)]
    return Compared(one, other, years, rows, in_order)


def names_of(first: Region, second: Region) -> tuple[str, str]:
    """What the two are called beside each other: with the places above them where need be."""
    if first.display_name != second.display_name:
        return named(first.display_name), named(second.display_name)
    names = names_for([first.code, second.code], start="county")
    return names[first.code], names[second.code]


def _together(row: Row) -> Decimal:
    return sum((side.amount for side in (row.first, row.second) if side), ZERO)
