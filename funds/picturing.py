"""The pictures of this app, found again from the parameters of an address (core.pictures)."""

from __future__ import annotations

from collections.abc import Mapping

from core.divisions import CODE_LENGTH
from core.pictures import Kind, Picture
from funds.choices import Disclosure
from funds.models import Programme
from funds.selectors import money, pictures
from funds.selectors.comparing import compared, names_of
from funds.selectors.pictures.pairs import pair_of
from regions.choices import RegionLevel
from regions.models import Region


Given = Mapping[str, str]


def _region(code: str) -> Region | None:
    return Region.objects.filter(pk=code).first() if len(code) == CODE_LENGTH else None


def _year(given: Given) -> int | None:
    text = given.get("year", "")
    return int(text) if text.isdecimal() and len(text) == 4 else None


def _programme(given: Given, region: Region) -> tuple[Programme | None, bool]:
    """The programme, and whether it may be drawn: of private ones no town or village is."""
    code = given.get("programme")
    if not code:
        return None, True
    found = Programme.objects.filter(code=code).first()
    small = region.level in (RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)
    if found is None or (found.disclosure == Disclosure.PRIVATE and small):
        return None, False
    return found, True


def _months(given: Given) -> Picture | None:
    region = _region(given.get("region", ""))
    if region is None:
        return None
    programme, may = _programme(given, region)
    return pictures.months_of(region, programme) if may else None


def _places(given: Given) -> Picture | None:
    region = _region(given.get("region", ""))
    if region is None:
        return None
    programme, may = _programme(given, region)
    if not may:
        return None
    year = _year(given)
    children = money.by_child(
        region=region, year=year, programme=programme.pk if programme else None
    )
    return pictures.places_of(region, children, year=year, programme=programme)


def _flow(given: Given) -> Picture | None:
    region = _region(given.get("region", ""))
    if region is None:
        return None
    programme, may = _programme(given, region)
    return pictures.flow_of_money(region, year=_year(given), programme=programme) if may else None


def _per_head(given: Given) -> Picture | None:
    region = _region(given.get("region", ""))
    year = _year(given)
    if region is None or year is None:
        return None
    return pictures.per_head_of(region, money.by_child(region=region, year=year), year=year)


def _two_places(given: Given) -> Picture | None:
    first, second = _region(given.get("a", "")), _region(given.get("b", ""))
    if first is None or second is None or first.level != second.level or first.pk == second.pk:
        return None
    year = _year(given)
    found = compared(first=first.code, second=second.code, year=year)
    return pair_of(found, names=names_of(first, second), codes=(first.code, second.code), year=year)


PICTURES = {
    "months": Kind(_months, ("region", "programme")),
    "places": Kind(_places, ("region", "programme", "year")),
    "flow": Kind(_flow, ("region", "programme", "year")),
    "per-head": Kind(_per_head, ("region", "year")),
    "two-places": Kind(_two_places, ("a", "b", "year")),
}
