"""Sums for pages, all from kept sums and never from counting payments."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Sum
from django.db.models.functions import ExtractYear

from core.divisions import prefix
from funds.choices import Disclosure
from funds.models import Allocation, PaymentTotal, Programme
from regions.choices import RegionLevel
from regions.models import Region


ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Money paid and number of payments, of whatever was asked."""

    amount: Decimal
    payments: int

    @classmethod
    def of(cls, rows) -> Figures:
        sums = rows.aggregate(amount=Sum("amount"), payments=Sum("payments"))
        return cls(sums["amount"] or ZERO, sums["payments"] or 0)


@dataclass(frozen=True, slots=True)
class Balance:
    """Where a programme's money came from and what is left of it."""

    allocated: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        return self.allocated - self.paid


def is_small(region: Region) -> bool:
    """Whether so few people live here that a private programme's sum would name one of them."""
    return region.level in (RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)


def totals(
    *, region: str, year: int | None = None, programme: int | None = None, with_private: bool = True
):
    """The kept sums of one region, narrowed by year and programme."""
    rows = PaymentTotal.objects.filter(region_code=region)
    if not with_private:
        rows = rows.exclude(programme__disclosure=Disclosure.PRIVATE)
    if year:
        rows = rows.filter(month__year=year)
    if programme:
        rows = rows.filter(programme=programme)
    return rows


def figures(
    *, region: str, year: int | None = None, programme: int | None = None, with_private: bool = True
) -> Figures:
    return Figures.of(
        totals(region=region, year=year, programme=programme, with_private=with_private)
    )


def years(*, region: str, programme: int | None = None, with_private: bool = True) -> list[int]:
    """The years in which anything was paid, latest first."""
    rows = totals(region=region, programme=programme, with_private=with_private).annotate(
        year=ExtractYear("month")
    )
    return list(rows.values_list("year", flat=True).distinct().order_by("-year"))


def last_month(*, region: str):
    return PaymentTotal.objects.filter(region_code=region).aggregate(last=Max("month"))["last"]


def by_programme(*, region: str, year: int | None = None, with_private: bool) -> list[PaymentTotal]:
    """Programmes paid in a region, most money first; each row has programme, amount, payments.

    In one town or village the sum of a private programme could point at a person, so it is left
    out there (`with_private=False`, see `is_small`).
    """
    rows = totals(region=region, year=year, with_private=with_private)
    sums = {
        row["programme"]: row
        for row in rows.values("programme").annotate(sum=Sum("amount"), count=Sum("payments"))
    }
    programmes = Programme.objects.in_bulk(sums)
    found = [
        PaymentTotal(
            programme=programmes[key], region_code=region, amount=row["sum"], payments=row["count"]
        )
        for key, row in sums.items()
        if row["count"]
    ]
    return sorted(found, key=lambda row: -row.amount)


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

    Private programmes are left out of towns and villages, as on their own pages, so that no
    difference between two pages gives them away.
    """
    children = list(Region.objects.in_force().children_of(region.code).order_by("code"))
    rows = PaymentTotal.objects.filter(region_code__in=[child.code for child in children])
    if region.level in (RegionLevel.COUNTY, RegionLevel.TOWNSHIP):
        rows = rows.exclude(programme__disclosure=Disclosure.PRIVATE)
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


def balance(*, programme: Programme, region: str, year: int | None = None) -> Balance:
    """Allocated into the region from outside it, beside what was paid in it.

    Money that a region hands down inside itself is counted once, where it came in: at the
    highest level present.
    """
    rows = Allocation.objects.standing().filter(programme=programme).under(region)
    if year:
        rows = rows.filter(allocated_on__year=year)
    by_region = rows.values_list("region").annotate(sum=Sum("amount"))
    by_level: dict[int, Decimal] = {}
    for code, amount in by_region:
        level = len(prefix(code))
        by_level[level] = by_level.get(level, ZERO) + amount
    allocated = by_level[min(by_level)] if by_level else ZERO
    paid = figures(region=region, year=year, programme=programme.pk).amount
    return Balance(allocated, paid)
