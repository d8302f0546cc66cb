"""Batches as the public reads them: by programme and place instead of by codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from funds.choices import Disclosure
from funds.models import Allocation, DisclosedArea, Payment, Programme
from funds.selectors import places
from intake.models import Batch
from intake.sheets import Sheet, all_sheets
from regions.models import Region


@dataclass(frozen=True, slots=True)
class Publication:
    """A batch with its programme and its place, as far as it has one of each."""

    batch: Batch
    programme: Programme | None
    region: Region | None

    # Whether its sum would point at a few persons who are not named.
    hides_sums: bool

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
    return [
        Publication(
            batch, programmes.get(batch.programme_code), regions.get(batch.region_code),
            batch.pk in hidden,
        )
        for batch in batches
    ]  # fmt: skip


def _with_hidden_sums(batches: list[Batch]) -> set[int]:
    """Batches with a programme without full names whose own area's sum is not shown either.

    Programmes may be mixed row by row, so the rows tell.
    """
    rosters = [batch for batch in batches if batch.kind in ("payments", "allocations")]
    shown = DisclosedArea.objects.summed().filter(
        region_code__in={batch.region_code for batch in rosters}
    )
    areas = set(shown.values_list("programme", "region_code"))
    masked = Programme.objects.exclude(disclosure=Disclosure.NAMED).values("pk")
    regions = {batch.pk: batch.region_code for batch in rosters}
    found: set[int] = set()
    for model, kind in ((Payment, "payments"), (Allocation, "allocations")):
        keys = [batch.pk for batch in rosters if batch.kind == kind]
        pairs = (
            model._default_manager.filter(batch__in=keys, programme__in=masked)
            .order_by()
            .values_list("batch", "programme")
            .distinct()
        )
        found |= {batch for batch, programme in pairs if (programme, regions[batch]) not in areas}
    return found
