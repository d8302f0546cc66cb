"""From what a row says of its place to a village's code and its group."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _, gettext_noop

from core.divisions import prefix
from core.exceptions import PortalError
from intake.reading.cells import shown
from intake.reading.problems import register
from intake.rows import RowChecker
from regions.exceptions import AmbiguousRegion, UnknownRegion
from regions.selectors import RegionResolver, is_group_name, split_group


register(
    {
        "region-unknown": gettext_noop(
            "No village called “%(text)s” is known here.%(near)s Write it as on the official list."
        ),
        "region-ambiguous": gettext_noop(
            "“%(text)s” may be %(count)s places: %(names)s. Write the town or the 12-digit code too."
        ),
        "region-missing": gettext_noop(
            "Nothing says which village this row belongs to. Fill in the village."
        ),
        "group-unclear": gettext_noop(
            "“%(value)s” is no village group, so it was left out. Write a group such as 3组."
        ),
        "region-too-high": gettext_noop("“%(text)s” is a whole town or county. Write the village."),
    }
)


class Place(NamedTuple):
    code: str
    group: str


class NoPlace(PortalError):
    """The row says no place, and none was given for the whole sheet."""


class TooHigh(PortalError):
    """The row says a town or county where a village is needed."""


_TOWNSHIP_DIGITS = 9
_VILLAGE_ENDS = re.compile("村民委员会|村委会|居民委员会|居委会|社区|村")


def places_of(rows: RowChecker, region_code: str, *, lowest: bool = True) -> list[Place | None]:
    """The place of every row within the sheet's region; rows without one are rejected.

    Columns county, township, village and village_group, as far as the sheet has them. A sheet
    uploaded for one village needs no such column. With `lowest` only villages are taken, and a
    village group behind the name is split off.
    """
    resolver = RegionResolver(within=region_code)
    keys = list(
        zip(
            rows.texts("county"),
            rows.texts("township"),
            rows.texts("village"),
            rows.texts("village_group"),
            rows.sheets,
            rows.offices,
            rows.titles,
            strict=True,
        )
    )

    def answer(key: tuple[str, ...]) -> Place | Exception:
        county, township, village, group, *above = key
        try:
            return _place(resolver, county, township, village, group, above, region_code, lowest)
        except PortalError as refusal:
            return refusal

    def refuse(index: int, refusal: PortalError) -> None:
        if isinstance(refusal, UnknownRegion):
            near = _(", ").join(place.full_name for place in refusal.near[:3])
            rows.reject(index, "region-unknown", text=refusal.text, near=near)
        elif isinstance(refusal, AmbiguousRegion):
            names = _(", ").join(f"{p.full_name} ({p.code})" for p in refusal.candidates[:5])
            rows.reject(
                index,
                "region-ambiguous",
                text=refusal.text,
                count=len(refusal.candidates),
                names=names,
            )
        elif isinstance(refusal, TooHigh):
            rows.reject(index, "region-too-high", text=str(refusal))
        else:
            rows.lacks(index, "region-missing")

    places = rows.answers(keys, answer, refuse)
    groups = rows.texts("village_group")
    unclear = {text for text in set(groups) if text and not is_group_name(text)}
    for index, (place, group) in enumerate(zip(places, groups, strict=True)):
        if group in unclear:
            rows.warn(index, "group-unclear", heading="村民小组", value=shown(group))
            if place:
                places[index] = Place(place.code, "")
    return places


def _place(
    resolver: RegionResolver, county: str, township: str, village: str, group: str, above: list[str],
    region_code: str, lowest: bool,
) -> Place:  # fmt: skip
    if not (village or township or county):
        return _place_without_columns(resolver, above, group, region_code, lowest)
    region = resolver.resolve(village, county=county, township=township)
    if lowest and len(prefix(region.code)) <= _TOWNSHIP_DIGITS:
        raise TooHigh(village or township or county)
    return Place(region.code, group or split_group(village)[1])


def _place_without_columns(
    resolver: RegionResolver, above: list[str], group: str, region_code: str, lowest: bool
) -> Place:
    """The sheet's name may be the village (one sheet a village), its 公开单位, or stand in its title
    (浮岐村2026年3月财务公开表); else the region.
    """
    sheet, office, title = above
    # A town that fills in a form is not the place its lines are about; a village is.
    for text in (sheet, office, *_villages_in(title)) if lowest else (sheet,):
        try:
            region = resolver.resolve(text)
        except (UnknownRegion, AmbiguousRegion):
            continue
        if not lowest or len(prefix(region.code)) > _TOWNSHIP_DIGITS:
            return Place(region.code, group)
    if not lowest or len(prefix(region_code)) > _TOWNSHIP_DIGITS:
        return Place(region_code, group)
    raise NoPlace


def _villages_in(title: str) -> list[str]:
    """What in a title may be a village's name: its beginning, up to a word that ends such a name."""
    return [title[: found.end()] for found in islice(_VILLAGE_ENDS.finditer(title), 8)]
