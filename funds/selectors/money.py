"""Sums for pages, all from kept sums and never from counting payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.db.models import Max, Sum
from django.db.models.functions import ExtractYear

from core.divisions import prefix
from funds.models import Allocation, PaymentTotal, Programme
from regions.models import Region


ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Money paid and number of payments, of whatever was asked."""

    amount: Decimal
    payments: int


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """One programme, with what was paid of it."""

    programme: Programme
    amount: Decimal
    payments: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Where a programme's money came from and what is left of it."""

    allocated: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        return self.allocated - self.paid


@dataclass(frozen=True, slots=True)
class Sums:
    """What one region was paid: programme's key, year, amount and number of payments."""

    rows: list[tuple[int, int, Decimal, int]]

    @property
    def years(self) -> list[int]:
        """The years in which anything was paid, latest first."""
        return sorted({year for _key, year, _amount, count in self.rows if count}, reverse=True)

    def figures(self, *, year: int | None = None, programme: int | None = None) -> Figures:
        own = self._narrowed(year, programme)
        return Figures(
            sum((amount for _key, _year, amount, _count in own), ZERO),
            sum(count for _key, _year, _amount, count in own),
        )

    def by_programme(self, *, year: int | None = None) -> list[ProgrammeFigures]:
        """Programmes of which anything was paid, most money first; one query."""
        sums: dict[int, tuple[Decimal, int]] = {}
        for key, _year, amount, count in self._narrowed(year):
            before = sums.get(key, (ZERO, 0))
            sums[key] = (before[0] + amount, before[1] + count)
        paid = {key: sum_ for key, sum_ in sums.items() if sum_[1]}
        programmes = Programme.objects.in_bulk(paid) if paid else {}
        return sorted(
            (ProgrammeFigures(programmes[key], *sum_) for key, sum_ in paid.items()),
            key=lambda row: (-row.amount, row.programme.code),
        )

    def _narrowed(
        self, year: int | None, programme: int | None = None
    ) -> list[tuple[int, int, Decimal, int]]:
        return [
            row
            for row in self.rows
            if (year is None or row[1] == year) and (programme is None or row[0] == programme)
        ]


def sums_of(*, region: str, programme: int | None = None) -> Sums:
    """The kept sums of one region by programme and year, in one query.

    Without those that would point at a few persons (see PaymentTotalQuerySet.public).
    """
    rows = PaymentTotal.objects.public().filter(region_code=region)
    if programme:
        rows = rows.filter(programme=programme)
    by_year = rows.order_by().annotate(year=ExtractYear("month")).values_list("programme", "year")
    return Sums(list(by_year.annotate(Sum("amount"), Sum("payments"))))


def last_month(*, region: str) -> date | None:
    found = PaymentTotal.objects.filter(region_code=region).aggregate(last=Max("month"))
    return cast("date | None", found["last"])


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """One region below the one asked, with what was paid in it."""

    region: Region
    amount: Decimal
    payments: int


def by_child(
    *, region: Region, year: int | None = None, programme: int | None = None
) -> list[RegionFigures]:
    """Every region directly below, also those where nothing was paid, in the order of codes.

    What a child's own page leaves out is left out here too, so that no difference between two
    pages gives it away.
    """
    children = list(Region.objects.in_force().children_of(region.code).order_by("code"))
    rows = PaymentTotal.objects.public().filter(region_code__in=[child.code for child in children])
    if year:
        rows = rows.filter(month__year=year)
    if programme:
        rows = rows.filter(programme=programme)
    sums = {
        row["region_code"]: row
        for row in rows.values("region_code").annotate(sum=Sum("amount"), count=Sum("payments"))
    }
    return [
        RegionFigures(
            child,
            sums[child.code]["sum"] if child.code in sums else ZERO,
            sums[child.code]["count"] if child.code in sums else 0,
        )
        for child in children
    ]


def balance(
    *, programme: Programme, region: str, paid: Decimal, year: int | None = None
) -> Balance:
    """Allocated into the region from outside it, beside what was `paid` in it.

    Money that a region hands down inside itself is counted once, where it came in: at the
    highest level present.
    """
    rows = Allocation.objects.standing().public().filter(programme=programme).under(region)
    if year:
        rows = rows.filter(allocated_on__year=year)
    by_region = rows.values_list("region").annotate(sum=Sum("amount"))
    by_level: dict[int, Decimal] = {}
    for code, amount in by_region:
        level = len(prefix(code))
        by_level[level] = by_level.get(level, ZERO) + amount
    allocated = by_level[min(by_level)] if by_level else ZERO
    return Balance(allocated, paid)
