"""What a visitor asked for in the address of a list, made safe."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from core.divisions import CODE_LENGTH
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
