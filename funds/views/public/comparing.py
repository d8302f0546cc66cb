"""Two places side by side."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from funds.selectors.comparing import compared
from funds.views.public import params
from regions.models import Region
from regions.selectors import names_for


@public
@require_safe
@cached_page()
def compare(request: HttpRequest) -> HttpResponse:
    """?a=CODE&b=CODE; with the first only, places of its level to choose from, those inside ?in=."""
    first = params.region_or_404(request.GET.get("a", ""))
    other = request.GET.get("b", "")
    if not other:
        return _choose(request, first)
    second = params.region_or_404(other)
    if second.level != first.level or second.pk == first.pk:
        raise Http404
    year = params.year(request)
    names = {each.code: each.display_name for each in (first, second)}
    if first.display_name == second.display_name:
        names = names_for(list(names), start="county")
    found = compared(first=first.code, second=second.code, year=year)
    context = {
        "first": first,
        "second": second,
        "first_name": names[first.code],
        "second_name": names[second.code],
        "year": year,
        "years": found.years,
        "found": found,
    }
    return render(request, "funds/compare.html", context)


def _choose(request: HttpRequest, first: Region) -> HttpResponse:
    inside = params.region_or_404(request.GET.get("in") or first.parent_id or first.code)
    places = Region.objects.in_force().children_of(inside.code).exclude(pk=first.pk)
    context = {
        "region": first,
        "inside": inside,
        "above": None if inside.code == settings.PORTAL_REGION else inside.parent_id,
        "places": places.order_by("code"),
    }
    return render(request, "funds/compare_choose.html", context)
