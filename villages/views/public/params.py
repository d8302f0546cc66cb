"""What a visitor asked for in the address of a village's page, made safe."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest

from core.divisions import CODE_LENGTH
from regions.choices import RegionLevel
from regions.models import Region
from villages.selectors.statements import Month


def village_or_404(code: str) -> Region:
    region = (
        Region.objects.filter(pk=code, level=RegionLevel.VILLAGE).first()
        if len(code) == CODE_LENGTH
        else None
    )
    if region is None:
        raise Http404
    return region


def year(request: HttpRequest, years: list[int]) -> int | None:
    """?year=2026 if the village published anything in it, else the latest year."""
    text = request.GET.get("year", "")
    if text.isdecimal() and int(text) in years:
        return int(text)
    return years[0] if years else None


def first_day_or_404(text: str) -> date:
    """The first day of “2026-03”."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


def month_or_404(months: list[Month], text: str) -> Month:
    """The published month “2026-03”."""
    wanted = first_day_or_404(text)
    found = next((month for month in months if month.month == wanted), None)
    if found is None:
        raise Http404
    return found
