"""Two places side by side."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from funds.selectors import places
from funds.selectors.comparing import compared, names_of
from funds.selectors.pictures.pairs import pair_of
from funds.views.public import params
from regions.models import Region
from regions.selectors import find_regions


@public
@require_safe
@cached_page("a", "b", "in", "year")
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
    names = names_of(first, second)
    found = compared(first=first.code, second=second.code, year=year)
    context = {
        "first": first,
        "second": second,
        "first_name": names[0],
        "second_name": names[1],
        "year": year,
        "years": found.years,
        "found": found,
        "pair": pair_of(found, names=names, codes=(first.code, second.code), year=year),
    }
    return render(request, "funds/compare.html", context)


def _choose(request: HttpRequest, first: Region) -> HttpResponse:
    """The other place by its name (?q=), else out of the places beside it."""
    if params.holds_a_number(request):
        return redirect("search:search")
    words = request.GET.get("q", "").strip()[:40]
    called = _called(words, first)
    if len(called) == 1:
        return redirect(f"{reverse('funds:compare')}?a={first.code}&b={called[0].code}")
    places.tell_apart(called)
    inside = params.region_or_404(request.GET.get("in") or first.parent_id or first.code)
    beside = Region.objects.in_force().children_of(inside.code).exclude(pk=first.pk)
    context = {
        "region": first,
        "words": words,
        "called": called,
        "inside": inside,
        "above": None if inside.code == settings.PORTAL_REGION else inside.parent_id,
        "places": beside.order_by("code"),
    }
    return render(request, "funds/compare_choose.html", context)


def _called(words: str, first: Region) -> list[Region]:
    """Places of the same level with this name, wherever in the portal's region."""
    found = find_regions(words, within=settings.PORTAL_REGION) if words else []
    return [each for each in found if each.level == first.level and each.pk != first.pk]
