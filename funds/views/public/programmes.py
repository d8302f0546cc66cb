"""The catalogue of programmes and one programme's page."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from core.divisions import contains
from funds.choices import Disclosure
from funds.filters import ProgrammeFilter
from funds.models import Allocation, Programme
from funds.selectors import money, payments, pictures, places, standards
from funds.selectors.offices import bureaus_below, bureaus_of
from funds.views.public import params
from regions.choices import RegionLevel
from regions.selectors import portal_chain


# Of transfers so many stand on the page, and so many when all are asked for.
ALLOCATIONS_SHOWN, ALLOCATIONS_MOST = 15, 500


@public
@require_safe
@cached_page("category")
def programme_list(request: HttpRequest) -> HttpResponse:
    if params.holds_a_number(request):
        return redirect("search:search")
    form = ProgrammeFilter(request.GET, Programme.objects.public_catalogue())
    found = list(form.qs)
    groups = [
        (programmes[0].get_category_display(), programmes)
        for _category, rows in groupby(found, key=lambda programme: programme.category)
        for programmes in [list(rows)]
    ]
    context = {"filter": form, "groups": groups, "count": len(found)}
    return render(request, "funds/programme_list.html", context)


@public
@require_safe
@cached_page("year", "region", "transfers")
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, where its money came from, where it went, what is left, and to whom."""
    shown = get_object_or_404(Programme.objects.for_page(), code=code)
    region = params.region_or_404(request.GET.get("region") or settings.PORTAL_REGION)
    private = shown.disclosure == Disclosure.PRIVATE
    if private and region.level in (RegionLevel.TOWNSHIP, RegionLevel.VILLAGE):
        raise Http404
    year = params.year(request)
    # A county's list would be read by nobody; and names stand off what explains the programme.
    names = not private and region.level in (RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)
    page = None
    if names:
        page = payments.of_programme(
            programme=shown, region=region.code, year=year, after=params.after(request)
        )
        places.tell_apart(payment.region for payment in page)
    allocations = (
        Allocation.objects.standing()
        .public()
        .filter(programme=shown)
        .under(region.code)
        .select_related("region")
        .order_by("-allocated_on", "-id")
    )
    if year:
        allocations = allocations.filter(allocated_on__year=year)
    whole = request.GET.get("transfers") == "all"
    shown_transfers = ALLOCATIONS_MOST if whole else ALLOCATIONS_SHOWN
    transfers = list(allocations[: shown_transfers + 1])
    children = [
        child
        for child in money.by_child(region=region, year=year, programme=shown.pk)
        if child.payments
    ]
    sums = money.sums_of(region=region.code, programme=shown.pk)
    paid = sums.figures(year=year)
    context = {
        "programme": shown,
        "region": region,
        "in_portal": contains(settings.PORTAL_REGION, region.code),
        "chain": portal_chain(region.code),
        "year": year,
        "years": sums.years,
        "figures": paid,
        "balance": money.balance(programme=shown, region=region.code, paid=paid.amount, year=year),
        "private": private,
        "near": bureaus_of([shown.department], region.code).get(shown.department),
        "offices": bureaus_below(shown.department, region.code),
        "children": children,
        "most": max((child.amount for child in children), default=money.ZERO),
        "standards": standards.in_force_for(shown, region.code),
        "other_standards": standards.of_places_below(shown, region.code),
        "allocations": transfers[:shown_transfers],
        "more_transfers": len(transfers) > shown_transfers,
        "all_transfers": shown_transfers > ALLOCATIONS_SHOWN,
        "names": names,
        "page": page,
        "months": pictures.months_of(region, shown),
        "flow": pictures.flow_of_money(region, year=year, programme=shown),
    }
    return render(request, "funds/programme.html", context)
