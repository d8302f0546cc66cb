"""Batches as the public reads them: by programme and place instead of by codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils.translation import gettext_lazy as _

from funds.choices import Disclosure
from funds.models import Allocation, Payment, Programme
from funds.selectors import places
from intake.models import Batch
from intake.sheets import Sheet, all_sheets
from regions.choices import RegionLevel
from regions.models import Region


_TO_LEVEL: dict[str, Any] = {
    RegionLevel.PROVINCE: _("to the province"),
    RegionLevel.PREFECTURE: _("to cities"),
    RegionLevel.COUNTY: _("to counties and districts"),
    RegionLevel.TOWNSHIP: _("to towns and streets"),
    RegionLevel.VILLAGE: _("to villages"),
}


@dataclass(frozen=True, slots=True)
class LevelSum:
    """What one publication handed down to offices of one level; the next level's is part of it."""

    level: str
    lines: int
    amount: Decimal

    @property
    def words(self) -> str:
        return str(_TO_LEVEL[self.level])


@dataclass(frozen=True, slots=True)
class Publication:
    """A batch with its programme and its place, as far as it has one of each."""

    batch: Batch
    programme: Programme | None
    region: Region | None

    # Whether its sum would tell of lines that the public may not read.
    hides_sums: bool

    # Of money handed down, the highest level first: added up they would count it twice.
    levels: tuple[LevelSum, ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """What it is about altogether; None where it is about no money, or about several levels."""
        if self.kind_title or len(self.levels) > 1:
            return None
        amount: Decimal = self.batch.amount
        return amount

    @property
    def is_masked(self) -> bool:
        """Whether its lines stand masked on its programme's page, or nowhere."""
        return self.programme is not None and self.programme.disclosure != Disclosure.NAMED

    @property
    def kind_title(self) -> str:
        """What kind of sheet it was, where it is no list of payments or of money handed down."""
        sheet = self._sheet
        return sheet.title if sheet else ""

    @property
    def pages(self) -> list[tuple[str, str]]:
        """Where the lines of such a sheet stand."""
        sheet = self._sheet
        return sheet.public_pages(self.batch) if sheet else []

    @property
    def _sheet(self) -> Sheet | None:
        if self.batch.kind in ("payments", "allocations"):
            return None
        return next((sheet for sheet in all_sheets() if sheet.kind == self.batch.kind), None)


def describe(batches: Iterable[Batch]) -> list[Publication]:
    """Every batch with its programme and place, in five queries."""
    batches = list(batches)
    codes = {batch.programme_code for batch in batches}
    programmes = {
        programme.code: programme for programme in Programme.objects.filter(code__in=codes)
    }
    regions = Region.objects.in_bulk({batch.region_code for batch in batches})
    places.tell_apart(regions.values())
    hidden = _with_hidden_sums(batches)
    levels = _level_sums(batches)
    return [
        Publication(
            batch, programmes.get(batch.programme_code), regions.get(batch.region_code),
            batch.pk in hidden, levels.get(batch.pk, ()),
        )
        for batch in batches
    ]  # fmt: skip


def _level_sums(batches: list[Batch]) -> dict[int, tuple[LevelSum, ...]]:
    keys = [batch.pk for batch in batches if batch.kind == "allocations"]
    if not keys:
        return {}
    rows = (
        Allocation.objects.filter(batch__in=keys)
        .order_by()
        .values_list("batch", "region__level")
        .annotate(lines=Count("pk"), amount=Sum("amount"))
    )
    found: dict[int, list[LevelSum]] = {}
    for batch, level, lines, amount in rows:
        found.setdefault(batch, []).append(LevelSum(level, lines, amount))
    order = list(RegionLevel.values)
    return {
        batch: tuple(sorted(sums, key=lambda each: order.index(each.level)))
        for batch, sums in found.items()
    }


def _with_hidden_sums(batches: list[Batch]) -> set[int]:
    """Batches with a line that the public may not read: their sum less what stands in lists, or
    less last month's sum, would be that line's.
    """
    found: set[int] = set()
    for kind, rows in (
        ("payments", Payment.objects.undisclosed()),
        ("allocations", Allocation.objects.hidden()),
    ):
        keys = [batch.pk for batch in batches if batch.kind == kind]
        if keys:
            unseen = Exists(rows.filter(batch=OuterRef("pk")))
            found |= set(Batch.objects.filter(unseen, pk__in=keys).values_list("pk", flat=True))
    return found
