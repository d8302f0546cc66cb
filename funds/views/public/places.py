"""Where the money went: a region's page, and what a village's page shows of payments."""

from __future__ import annotations

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from core.money import yuan
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
        "months": pictures.months_of(region=code),
        "map": pictures.map_below(children),
        "said": {
            child.region.code: f"{child.region.display_name}: {yuan(child.amount)}"
            if child.payments
            else child.region.display_name
            for child in children
        },
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
        "months": pictures.months_of(region=code, programme=programme.pk if programme else None),
        "page": payments.of_village(
            code=code,
            programme=programme.pk if programme else None,
            year=year,
            after=params.after(request),
        ),
    }


@public
@require_safe
@cached_page("programme")
def months(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """A place's months as numbers (csv) or as a picture (svg)."""
    shown = params.region_or_404(code)
    programme = params.programme_or_404(request)
    found = pictures.months_of(region=code, programme=programme.pk if programme else None)
    if found is None or form not in ("csv", "svg"):
        raise Http404
    if form == "svg":
        context = {"region": shown, "months": found}
        return render(request, "funds/months.svg", context, content_type="image/svg+xml")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="months-{code}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("month"), _("number of payments"), _("amount in yuan")])
    writer.writerows((f"{row.month:%Y-%m}", row.payments, row.amount) for row in found.rows)
    return response
