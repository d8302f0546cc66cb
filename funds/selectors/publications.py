"""Batches as the public reads them: by programme and place instead of by codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from funds.choices import Disclosure
from funds.models import Programme
from funds.selectors import places
from funds.selectors.money import is_small
from intake.models import Batch
from intake.sheets import Sheet, all_sheets
from regions.models import Region


@dataclass(frozen=True, slots=True)
class Publication:
    """A batch with its programme and its place, as far as it has one of each."""

    batch: Batch
    programme: Programme | None
    region: Region | None

    @property
    def is_private(self) -> bool:
        """Whether only totals of its programme are public."""
        return self.programme is not None and self.programme.disclosure == Disclosure.PRIVATE

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

    @property
    def hides_sums(self) -> bool:
        """Whether even its sum would point at a person."""
        if self.kind_title:
            return False
        if not self.batch.programme_code:
            # Programmes are mixed row by row, and one of them may be private.
            return self.region is None or is_small(self.region)
        return self.is_private and (self.region is None or is_small(self.region))


def describe(batches: Iterable[Batch]) -> list[Publication]:
    """Every batch with its programme and place, in three queries."""
    batches = list(batches)
    codes = {batch.programme_code for batch in batches}
    programmes = {
        programme.code: programme for programme in Programme.objects.filter(code__in=codes)
    }
    regions = Region.objects.in_bulk({batch.region_code for batch in batches})
    places.tell_apart(regions.values())
    return [
        Publication(batch, programmes.get(batch.programme_code), regions.get(batch.region_code))
        for batch in batches
    ]
