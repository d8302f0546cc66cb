"""Where there are clues: a county, of a chosen county its townships, of a township its villages."""

from __future__ import annotations

from django.db.models.functions import Left

from clues.models import ClueQuerySet
from core.divisions import LEVEL_LENGTHS, ancestors, contains, pad, prefix
from regions.selectors import names_for


def places_to_choose(clues: ClueQuerySet, own: str, chosen: str) -> list[tuple[str, str]]:
    """Places for a filter, with their names: the way down to the chosen one, and what lies in it."""
    if not (chosen.isdigit() and len(chosen) == 12 and contains(own, chosen)):
        chosen = own
    length = next((each for each in LEVEL_LENGTHS if each > max(len(prefix(chosen)), 4)), 12)
    within = clues.filter(region_code__startswith=prefix(chosen)).order_by()
    found = within.annotate(part=Left("region_code", length)).values_list("part", flat=True)
    inside = sorted({pad(code) for code in found.distinct()} - {own})
    above = [code for code in ancestors(chosen) if code != own and contains(own, code)]
    names = names_for({*above, *inside}, start="county")
    return [(code, names[code]) for code in dict.fromkeys((*above, *inside))]
