"""Where the money went: a region's page, and what a village's page shows of payments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from core.pictures import Picture
from funds.selectors import money, payments, pictures
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
        "months": pictures.months_of(shown),
        "places": pictures.places_of(shown, children, year=year),
        "flow": pictures.flow_of_money(
            shown, year=year, below=[child.region for child in children]
        ),
        "per_head": _per_head(shown, children, year, sums.years),
    }
    return render(request, "funds/region.html", context)


def _per_head(
    region: Region, children: list[money.RegionFigures], year: int | None, years: list[int]
) -> Picture | None:
    """Of the year shown, or of the latest: sums of several years are nobody's income."""
    latest = year or next(iter(years), None)
    if latest is None or not pictures.residents_of(children, latest):
        return None
    if latest != year:
        children = money.by_child(region=region, year=latest)
    return pictures.per_head_of(region, children, year=latest)


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
        "months": pictures.months_of(region, programme),
        "page": payments.of_village(
            code=code,
            programme=programme.pk if programme else None,
            year=year,
            after=params.after(request),
        ),
    }
