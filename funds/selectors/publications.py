"""Batches as the public reads them: by programme and place instead of by codes."""

from __future__ import annotations

from collections.abc import Iterable

from funds.choices import Disclosure
from funds.models import Programme
from funds.selectors import places
from funds.selectors.money import is_small
from intake.models import Batch
from regions.models import Region


def describe(batches: Iterable[Batch]) -> None:
    """Give every batch its `programme` and `region` (each may be None), in three queries.

    `is_private` marks batches of programmes of which only totals are public, and
    `hides_sums` those among them whose sum would point at a person.
    """
    batches = list(batches)
    codes = {batch.programme_code for batch in batches}
    programmes = {
        programme.code: programme for programme in Programme.objects.filter(code__in=codes)
    }
    regions = Region.objects.in_bulk({batch.region_code for batch in batches})
    places.tell_apart(regions.values())
    for batch in batches:
        batch.programme = programmes.get(batch.programme_code)
        batch.region = regions.get(batch.region_code)
        batch.is_private = (
            batch.programme is not None and batch.programme.disclosure == Disclosure.PRIVATE
        )
        batch.hides_sums = batch.is_private and (batch.region is None or is_small(batch.region))
