"""The public search for places: forgiving, bounded, at most four queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from core import divisions
from regions.choices import LEVEL_ORDER, RegionLevel
from regions.models import Region, RegionQuerySet, naming
from regions.selectors.groups import split_group
from regions.selectors.names import chain_of


FIND_LIMIT = 20
# Same-named villages are many (新村); more than this many are never looked at.
EXACT_BOUND = 500
# No place with the places above it is longer; the rest of a pasted text is not looked at.
TEXT_BOUND = 40


def find_regions(
    text: str, *, limit: int = FIND_LIMIT, within: str = "", on: dt.date | None = None
) -> list[Region]:
    """Regions that a searcher may mean: equal names first, then beginnings, then parts.

    Understands codes, places above the name (长乐 浮岐, 长乐区猴屿乡浮岐村), village groups and
    every way to write a village. Unlike RegionResolver it offers several instead of
    refusing. `within` limits it to a subtree. Empty for an empty text.
    """
    cleaned = split_group(naming.normalise(text))[0][:TEXT_BOUND]
    regions = Region.objects.in_force(on)
    if within:
        regions = regions.under(within)
    if not cleaned:
        return []
    if cleaned.isascii() and cleaned.isdigit():
        return list(regions.filter(code__startswith=cleaned[: divisions.CODE_LENGTH])[:limit])
    found = _equal(regions, cleaned)
    if len(found) < limit:
        stem = naming.short_village(cleaned)
        begins = regions.filter(short_name__startswith=stem).order_by("short_name", "code")
        # Those already found may come again, so as many more are asked for.
        for region in begins[: limit + len(found)]:
            found.setdefault(region.code, region)
    if not found and len(cleaned) > 1:
        found = {region.code: region for region in regions.filter(name__contains=cleaned)[:limit]}
    return list(found.values())[:limit]


def _equal(regions: RegionQuerySet, cleaned: str) -> dict[str, Region]:
    """Regions whose name is the text, or its end while the rest names places above it."""
    # By level, because 白云村 names a village and never the town 白云乡.
    above: dict[tuple[str, str], set[str]] = defaultdict(set)
    for start in range(len(cleaned)):
        for level in RegionLevel.values:
            stem = naming.short_name(cleaned[start:], level)
            if len(stem) > 1:
                above[stem, level].add(cleaned[:start])
    stems = {stem for stem, _level in above}
    candidates = [
        region
        for region in regions.filter(short_name__in=stems).order_by("code")[:EXACT_BOUND]
        if (region.short_name, region.level) in above
    ]
    parents: dict[str, Region] = {}
    if any("" not in above[region.short_name, region.level] for region in candidates):
        parents = Region.objects.in_bulk({c for r in candidates for c in r.ancestor_codes})
    hits = [
        region
        for region in candidates
        if any(_names_above(t, region, parents) for t in above[region.short_name, region.level])
    ]
    hits.sort(key=lambda region: (LEVEL_ORDER[region.level], region.code))
    return {region.code: region for region in hits}


def _names_above(text: str, region: Region, parents: dict[str, Region]) -> bool:
    chain = chain_of(region.code, parents)
    return naming.made_of(text, (naming.upper_writings(r.name, r.level) for r in chain))
