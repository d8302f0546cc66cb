"""Where the money went: a region's page and a village's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from funds.selectors import money, payments
from funds.views.public import asked
from regions.choices import RegionLevel


@public
@require_safe
@cached_page
def region(request: HttpRequest, code: str) -> HttpResponse:
    """A county's or town's money, by the places below it and by programme."""
    shown = asked.region_or_404(code)
    if shown.level == RegionLevel.VILLAGE:
        return redirect("funds:village", code=code)
    year = asked.year(request)
    with_private = not money.is_small(shown)
    children = money.by_child(region=shown, year=year)
    context = {
        "region": shown,
        "chain": money.chain(code),
        "year": year,
        "years": money.years(region=code, with_private=with_private),
        "figures": money.figures(region=code, year=year, with_private=with_private),
        "children": children,
        "most": max((child.amount for child in children), default=money.ZERO),
        "programmes": money.by_programme(region=code, year=year, with_private=with_private),
    }
    return render(request, "funds/region.html", context)


@public
@require_safe
@cached_page
def village(request: HttpRequest, code: str) -> HttpResponse:
    """What arrived in one village, programme by programme and line by line."""
    shown = asked.region_or_404(code)
    if shown.level != RegionLevel.VILLAGE:
        return redirect("funds:region", code=code)
    year = asked.year(request)
    programme = asked.programme_or_404(request)
    context = {
        "region": shown,
        "chain": money.chain(code),
        "year": year,
        "years": money.years(region=code, with_private=False),
        "programme": programme,
        "figures": money.figures(
            region=code,
            year=year,
            programme=programme.pk if programme else None,
            with_private=False,
        ),
        "programmes": money.by_programme(region=code, year=year, with_private=False),
        "page": payments.of_village(
            code=code,
            programme=programme.pk if programme else None,
            year=year,
            after=asked.after(request),
        ),
    }
    return render(request, "funds/village.html", context)
