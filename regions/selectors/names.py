"""Full names of regions, read with one query for any number of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings

from core import divisions
from regions.choices import LEVEL_ORDER, RegionLevel
from regions.models import Region
from regions.models.naming import PLACEHOLDERS


def join_names(chain: Sequence[Region], start: str = RegionLevel.PROVINCE) -> str:
    """福建省福州市长乐区猴屿乡浮岐村 out of the regions from top to bottom.

    Levels above `start` are left out, unless it ends there; 市辖区 and the like, which are no
    places, always.
    """
    names: list[str] = []
    for region in chain:
        shown = LEVEL_ORDER[region.level] >= LEVEL_ORDER[start]
        # 韶山市韶山乡湘韶村 already begins with the county in the register.
        if shown and region.name not in PLACEHOLDERS and region.display_name not in names[-1:]:
            names.append(region.display_name)
    if not names:
        names = [each.display_name for each in chain if each.name not in PLACEHOLDERS][-1:]
    return "".join(names)


def chain_of(code: str, regions: Mapping[str, Region]) -> list[Region]:
    """The regions from the province down to the code itself, as far as they are given."""
    return [regions[c] for c in divisions.ancestors(code) if c in regions]


def portal_chain(code: str) -> list[Region]:
    """The regions from the portal's own (or the province, outside it) down to this one."""
    codes = divisions.ancestors(code)
    if divisions.contains(settings.PORTAL_REGION, code):
        codes = [c for c in codes if divisions.contains(settings.PORTAL_REGION, c)]
    found = Region.objects.in_bulk(codes)
    return [found[code] for code in codes if code in found]


def names_for(codes: Iterable[str], *, start: str = RegionLevel.PROVINCE) -> dict[str, str]:
    """Full names by code in one query; an unknown code stands for itself."""
    wanted = list(dict.fromkeys(codes))
    needed = {ancestor for code in wanted for ancestor in divisions.ancestors(code)}
    regions = Region.objects.in_bulk(needed) if needed else {}
    return {
        code: join_names(chain_of(code, regions), start) if code in regions else code
        for code in wanted
    }


def full_name(code: str, *, start: str = RegionLevel.PROVINCE) -> str:
    """One full name in one query; the code itself if it is unknown."""
    return names_for([code], start=start)[code]
