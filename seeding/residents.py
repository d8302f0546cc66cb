"""How many people live where, so that money may be shown a head."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from core.divisions import ancestors
from regions.models import Population, Region
from seeding.publishing import City


def count_residents(city: City, year: int) -> None:
    """Everybody of the synthetic city, in the village and in every place over it."""
    living: Counter[str] = Counter()
    for village, people in Counter(city.people.villages.tolist()).items():
        for code in ancestors(city.villages[village].code):
            living[code] += people
    known = Region.objects.filter(code__in=living).order_by("code").values_list("code", flat=True)
    Population.objects.bulk_create(
        Population(region_id=code, year=year, people=living[code], source=_("the synthetic city"))
        for code in known
    )
