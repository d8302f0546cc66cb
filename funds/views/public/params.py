"""What a visitor asked for in the address of a list, made safe."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from core.divisions import CODE_LENGTH
from core.personal_numbers import personal_numbers
from funds.models import Programme
from regions.models import Region


def year(request: HttpRequest) -> int | None:
    """?year=2026; anything else means all years."""
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and len(text) == 4 and text > "1949" else None


def after(request: HttpRequest) -> str:
    return request.GET.get("after", "")


def region_or_404(code: str) -> Region:
    region = Region.objects.filter(pk=code).first() if len(code) == CODE_LENGTH else None
    if region is None:
        raise Http404
    return region


def programme_or_404(request: HttpRequest) -> Programme | None:
    """?programme=2080502; none means all programmes."""
    code = request.GET.get("programme", "")
    if not code:
        return None
    programme = Programme.objects.filter(code=code).first()
    if programme is None:
        raise Http404
    return programme


def holds_a_number(request: HttpRequest) -> bool:
    """Whether somebody typed a person's number into a filter of words."""
    return next(personal_numbers(request.GET.get("q", "")), None) is not None
