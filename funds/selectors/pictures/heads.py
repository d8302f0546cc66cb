"""Money paid a head of those who live in a place, where somebody has said how many they are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.charts.bars import bars_of
from core.money import yuan
from core.naming import named
from core.pictures import Picture
from funds.selectors.money import RegionFigures
from regions.models import Population, Region


_CENT = Decimal("0.01")


def residents_of(children: Sequence[RegionFigures], year: int) -> dict[str, Population]:
    """By region the residents counted last up to a year."""
    return Population.latest_of([child.region.code for child in children], year)


def per_head_of(
    region: Region, children: Sequence[RegionFigures], *, year: int | None
) -> Picture | None:
    """Of one year, the places below a region of which the number of residents is known; None with
    fewer than two of them. One query.
    """
    if year is None:
        return None
    known = residents_of(children, year)
    found = sorted(
        (
            (named(child.region.display_name), known[child.region.code], child.amount)
            for child in children
            if child.payments and child.region.code in known
        ),
        key=lambda row: -row[2] / row[1].people,
    )
    if len(found) < 2:
        return None
    rows = [
        (name, place.people, place.year, amount, (amount / place.people).quantize(_CENT))
        for name, place, amount in found
    ]
    bars = bars_of([(row[0], [(row[4], yuan(row[4]))]) for row in rows])
    title = _("Money paid a head in %(place)s, %(year)s") % {
        "place": named(region.display_name), "year": year,
    }  # fmt: skip
    sentence = _(
        "Most a head was paid in %(most)s: %(high)s; least in %(least)s: %(low)s. "
        "Places with many old, poor or farming people get more: a difference alone says nothing bad."
    ) % {"most": rows[0][0], "high": yuan(rows[0][4]), "least": rows[-1][0], "low": yuan(rows[-1][4])}  # fmt: skip
    sources = "；".join(dict.fromkeys(place.source for _n, place, _a in found if place.source))
    return Picture(
        kind="per-head", shape="bars", title=title, sentence=sentence,
        headings=(_("Place"), _("Residents"), _("Counted in"), _("Amount (yuan)"), _("Yuan a head")),
        rows=tuple((n, p, str(y), a, h) for n, p, y, a, h in rows), drawn=bars,
        query={"region": region.code, "year": str(year)},
        note=_("Residents: %(sources)s") % {"sources": sources} if sources else "",
    )  # fmt: skip
