"""Where the money went: a region's page, and what a village's page shows of payments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from funds.selectors import money, payments
from funds.views.public import params
from regions.choices import RegionLevel
from regions.models import Region
from regions.selectors import portal_chain


@public
@require_safe
@cached_page("year")
def region(request: HttpRequest, code: str) -> HttpResponse:
    """A county's or town's money, by the places below it and by programme."""
    shown = params.region_or_404(code)
    if shown.level == RegionLevel.VILLAGE:
        return redirect("portal:village", code=code)
    year = params.year(request)
    sums = money.sums_of(region=code)
    children = money.by_child(region=shown, year=year)
    context = {
        "region": shown,
        "chain": portal_chain(code),
        "year": year,
        "years": sums.years,
        "figures": sums.figures(year=year),
        "children": children,
        "most": max((child.amount for child in children), default=money.ZERO),
        "programmes": sums.by_programme(year=year),
    }
    return render(request, "funds/region.html", context)


def village_money(request: HttpRequest, region: Region) -> dict[str, Any]:
    """What a village's page needs of payments: sums, programmes and one page of rows.

    For portal.views.village, which puts it beside the village's own ledger.
    """
    code = region.code
    year = params.year(request)
    programme = params.programme_or_404(request)
    sums = money.sums_of(region=code)
    return {
        "year": year,
        "years": sums.years,
        "programme": programme,
        "figures": sums.figures(year=year, programme=programme.pk if programme else None),
        "programmes": sums.by_programme(year=year),
        "page": payments.of_village(
            code=code,
            programme=programme.pk if programme else None,
            year=year,
            after=params.after(request),
        ),
    }
