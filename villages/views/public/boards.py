"""The four boards, their calendar, who keeps it, and the small powers."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from core.ranking import ranked
from regions.choices import RegionLevel
from regions.models import Region
from regions.selectors import portal_chain
from villages.choices import Board, PostingState
from villages.models import Power
from villages.selectors import boards, duties
from villages.selectors.scoreboard import scores_below
from villages.views.public import params


@public
@require_safe
@cached_page()
def board(request: HttpRequest, code: str, board: str) -> HttpResponse:
    """One board of one village: what is due, what is done, what was posted."""
    region = params.village_or_404(code)
    if board not in Board.values:
        raise Http404
    owed = duties.owed_by(code, first=duties.since())
    context = {
        "region": region,
        "chain": portal_chain(code),
        "board": Board(board),
        "owed": duties.sorted_by_state(item for item in owed if item.duty.board == board),
        "at_once": boards.happens_at_once(board),
        "page": boards.postings_of(region=code, board=board, after=request.GET.get("after", "")),
    }
    return render(request, "villages/board.html", context)


@public
@require_safe
@cached_page()
def posting(request: HttpRequest, address: str) -> HttpResponse:
    shown = boards.at_address(address)
    if shown is None:
        raise Http404
    context = {
        "posting": shown,
        "region": shown.region,
        "chain": portal_chain(shown.region_id),
        "withdrawn": shown.status == PostingState.WITHDRAWN,
        "open": shown.objections_until and shown.objections_until >= timezone.localdate(),
    }
    return render(request, "villages/posting.html", context)


@public
@require_safe
@cached_page()
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Everything a village owes: done, late, missing, still open."""
    region = params.village_or_404(code)
    owed = duties.owed_by(code, first=duties.since())
    context = {
        "region": region,
        "chain": portal_chain(code),
        "owed": duties.sorted_by_state(owed),
        "counts": duties.count_by_board(owed),
    }
    return render(request, "villages/calendar.html", context)


@public
@require_safe
@cached_page()
def scoreboard(request: HttpRequest, code: str = "") -> HttpResponse:
    """The places below a region, ranked by what they made public and whether it adds up."""
    region = get_object_or_404(Region, pk=code or settings.PORTAL_REGION)
    if region.level == RegionLevel.VILLAGE:
        return redirect("villages:calendar", code=region.code)
    context = {
        "region": region,
        "chain": portal_chain(region.code),
        "scores": ranked(
            scores_below(region, today=timezone.localdate(), zone=settings.TIME_ZONE),
            lambda score: (score.percent, score.right_percent),
        ),
        "lowest": region.level == RegionLevel.TOWNSHIP,
    }
    return render(request, "villages/scoreboard.html", context)


@public
@require_safe
@cached_page()
def power_list(request: HttpRequest) -> HttpResponse:
    areas = [
        (area, list(powers))
        for area, powers in groupby(Power.objects.all(), key=lambda power: power.shown_area)
    ]
    return render(request, "villages/power_list.html", {"areas": areas})


@public
@require_safe
@cached_page()
def power(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(Power, code=code)
    return render(request, "villages/power.html", {"power": shown})
