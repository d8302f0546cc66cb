"""The places below a region by what was paid in them: as a map, or as bars where no outline is known."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.charts.bars import bars_of
from core.charts.maps import Map, map_of
from core.money import yuan
from core.naming import named, stem
from core.pictures import Picture
from funds.models import Programme
from funds.selectors.money import ZERO, RegionFigures
from regions.models import Region
from regions.selectors.shapes import shapes_of


# So many bars at most; the table holds all.
BARS = 12


def places_of(
    region: Region, children: Sequence[RegionFigures], *, year: int | None = None,
    programme: Programme | None = None,
) -> Picture | None:  # fmt: skip
    """None where in fewer than two places anything was paid that may be shown."""
    paid = sorted((c for c in children if c.payments), key=lambda child: -child.amount)
    if len(paid) < 2:
        return None
    drawn = _map_below(children)
    together = sum((child.amount for child in paid), ZERO)
    sentence = _("In %(number)s places %(sum)s were paid, most in %(place)s: %(most)s.") % {
        "number": len(paid), "sum": yuan(together), "place": named(paid[0].region.display_name),
        "most": yuan(paid[0].amount),
    }  # fmt: skip
    title = _("Money paid in %(place)s, by place") % {"place": named(region.display_name)}
    extra = [named(programme.name)] if programme else []
    extra += [str(year)] if year else []
    query = {"region": region.code}
    query |= {"programme": programme.code} if programme else {}
    query |= {"year": str(year)} if year else {}
    return Picture(
        kind="places", shape="map" if drawn else "bars", title=" · ".join([title, *extra]),
        sentence=sentence,
        headings=(_("Place"), _("Payments"), _("Amount (yuan)")),
        rows=tuple((named(c.region.display_name), c.payments, c.amount) for c in paid),
        drawn=drawn or _bars(paid[:BARS]), query=query,
        note=_("The darker, the more was paid; hatched: no payment on record.") if drawn
        else _("Sums that could point at a single person are left out here."),
    )  # fmt: skip


def _map_below(children: Sequence[RegionFigures]) -> Map | None:
    """None where most outlines are unknown."""
    shapes = shapes_of([child.region.code for child in children])
    if not children or len(shapes) * 2 < len(children):
        return None
    values = {child.region.code: child.amount for child in children if child.payments}
    names = {child.region.code: stem(child.region.short_name) for child in children}
    said = {
        child.region.code: f"{named(child.region.display_name)}: {yuan(child.amount)}"
        if child.payments
        else named(child.region.display_name)
        for child in children
    }
    return map_of(shapes, values, names, said)


def _bars(paid: Sequence[RegionFigures]) -> object:
    return bars_of([(named(c.region.display_name), [(c.amount, yuan(c.amount))]) for c in paid])
