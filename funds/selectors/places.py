"""Which of the many villages called 新村 is meant: the county and town above a place."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from core.divisions import contains
from core.naming import named
from regions.models import Region


def tell_apart(regions: Iterable[Region]) -> None:
    """Give every region `above`, the names of the places over it below the portal's own region.

    One query for all of them.
    """
    regions = list(regions)
    codes = {code for region in regions for code in region.ancestor_codes if _inside(code)}
    found = Region.objects.in_bulk(codes) if codes else {}
    for region in regions:
        chain = [named(found[code].display_name) for code in region.ancestor_codes if code in found]
        region.above = " ".join(chain)


def _inside(code: str) -> bool:
    """Everybody knows the city the portal is for, so it is not repeated in each line."""
    return code != settings.PORTAL_REGION and contains(settings.PORTAL_REGION, code)
