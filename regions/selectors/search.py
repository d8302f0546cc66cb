"""The public search for places: forgiving, bounded, at most three queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Q

from core import divisions
from regions.choices import LEVEL_ORDER, RegionLevel
from regions.models import Region, naming
from regions.selectors.groups import split_group
from regions.selectors.names import chain_of


FIND_LIMIT = 20
# Same-named villages are many (新村); more than this many are never looked at.
CANDIDATES = 500
# No place with the places above it is longer; the rest of a pasted text is not looked at.
TEXT_BOUND = 40


def find_regions(
    text: str, *, limit: int = FIND_LIMIT, within: str = "", on: dt.date | None = None,
    parts: bool = True,
) -> list[Region]:  # fmt: skip
    """Regions that a searcher may mean: equal names first, then beginnings, then `parts`.

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
    above = _stems(cleaned)
    stem = naming.short_village(cleaned)
    meant = Q(short_name__in={short for short, _level in above})
    if len(stem) > 1 or stem == cleaned:
        meant |= Q(short_name__startswith=stem)
    candidates = list(regions.filter(meant).order_by("code")[:CANDIDATES])
    found = _equal(candidates, above)
    begins = (region for region in candidates if region.short_name.startswith(stem))
    for region in sorted(begins, key=lambda region: (region.short_name, region.code)):
        found.setdefault(region.code, region)
    if parts and not found and len(cleaned) > 1:
        found = {region.code: region for region in regions.filter(name__contains=cleaned)[:limit]}
    return list(found.values())[:limit]


def _stems(cleaned: str) -> dict[tuple[str, str], set[str]]:
    """What the text may name, by short name and level, with what would then stand above it."""
    # By level, because 白云村 names a village and never the town 白云乡.
    above: dict[tuple[str, str], set[str]] = defaultdict(set)
    for start in range(len(cleaned)):
        for level in RegionLevel.values:
            stem = naming.short_name(cleaned[start:], level)
            if len(stem) > 1:
                above[stem, level].add(cleaned[:start])
    return above


def _equal(candidates: list[Region], above: dict[tuple[str, str], set[str]]) -> dict[str, Region]:
    """Regions whose name is the text, or its end while the rest names places above it."""
    candidates = [r for r in candidates if (r.short_name, r.level) in above]
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
