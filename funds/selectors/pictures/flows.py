"""Where money came from, for what it was, and where it went: source → programme → place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.charts.flows import Link, flow_of
from core.divisions import prefix
from core.money import yuan
from core.naming import named
from core.pictures import Picture
from funds.models import Allocation, PaymentTotal, Programme
from funds.selectors.money import ZERO
from regions.models import Region


# So many of each column have a node of their own; the others are told together.
SOURCES, PROGRAMMES, PLACES = 5, 8, 9
Sums = dict[tuple[str, str], Decimal]


def flow_of_money(
    region: Region, *, year: int | None = None, programme: Programme | None = None,
    below: Sequence[Region] | None = None,
) -> Picture | None:  # fmt: skip
    """None where nothing was paid that may be shown. Sums stand as on other pages; `below` spares a
    query where the places below the region are known.
    """
    given = _given(region.code, year, programme)
    children = Region.objects.in_force().children_of(region.code) if below is None else below
    paid = _paid(region, children, year, programme)
    if not any(paid.values()):
        return None
    first, second = _balanced(given, paid)
    first, second = _few(first, second)
    columns = [
        _column(first, 0), _programmes(first, second), _column(second, 1),
    ]  # fmt: skip
    drawn = flow_of(columns, _links(first), _links(second))
    query = {"region": region.code}
    query |= {"programme": programme.code} if programme else {}
    query |= {"year": str(year)} if year else {}
    title = _("Where money came from and went in %(place)s") % {"place": named(region.display_name)}
    extra = [named(programme.name)] if programme else []
    extra += [str(year)] if year else []
    rows = [*_ordered(first), *_ordered(second)]
    return Picture(
        kind="flow", shape="flow", title=" · ".join([title, *extra]),
        sentence=_sentence(columns, paid), headings=(_("Money from"), _("Money to"), _("Amount (yuan)")),
        rows=tuple((source, target, value) for (source, target), value in rows),
        drawn=drawn, query=query,
        note=_("Left: the offices that handed money down. Middle: the benefits. Right: the places where people were paid."),
    )  # fmt: skip


def _given(
    region: str, year: int | None, programme: Programme | None
) -> dict[int, dict[str, Decimal]]:
    """By programme and office, what was handed into the region, counted at the highest level present."""
    rows = Allocation.objects.standing().public().under(region)
    if year:
        rows = rows.filter(allocated_on__year=year)
    if programme:
        rows = rows.filter(programme=programme)
    sums = rows.order_by().values_list("programme", "region", "from_office").annotate(Sum("amount"))
    highest: dict[int, int] = {}
    found = list(sums)
    for key, code, _office, _amount in found:
        level = len(prefix(code))
        highest[key] = min(level, highest.get(key, level))
    given: dict[int, dict[str, Decimal]] = {}
    for key, code, office, amount in found:
        if len(prefix(code)) == highest[key]:
            offices = given.setdefault(key, {})
            offices[office] = offices.get(office, ZERO) + amount
    return given


def _paid(
    region: Region, below: Iterable[Region], year: int | None, programme: Programme | None
) -> dict[int, dict[str, Decimal]]:
    """By programme and place below, what was paid; what no place below may show stands under ""."""
    children = {child.code: named(child.display_name) for child in below}
    rows = PaymentTotal.objects.public().filter(region_code__in=[region.code, *children])
    if year:
        rows = rows.filter(month__year=year)
    if programme:
        rows = rows.filter(programme=programme)
    sums = rows.order_by().values_list("programme", "region_code").annotate(Sum("amount"))
    whole: dict[int, Decimal] = {}
    paid: dict[int, dict[str, Decimal]] = {}
    for key, code, amount in sums:
        if code == region.code:
            whole[key] = amount
        else:
            places = paid.setdefault(key, {})
            places[children[code]] = places.get(children[code], ZERO) + amount
    for key, amount in whole.items():
        rest = amount - sum(paid.setdefault(key, {}).values(), ZERO)
        if rest > 0:
            paid[key][""] = rest
    return {key: places for key, places in paid.items() if key in whole and whole[key] > 0}


def _balanced(
    given: dict[int, dict[str, Decimal]], paid: dict[int, dict[str, Decimal]]
) -> tuple[Sums, Sums]:
    """Links of both sides by names; what is not known to have come or not paid out yet is said so."""
    known = Programme.objects.filter(pk__in=paid).values_list("pk", "short_name")
    names = {key: named(name) for key, name in known}
    first: Sums = {}
    second: Sums = {}
    for key, places in paid.items():
        name = names[key]
        came, went = sum(given.get(key, {}).values(), ZERO), sum(places.values(), ZERO)
        for office, amount in given.get(key, {}).items():
            link = named(office), name
            first[link] = first.get(link, ZERO) + amount
        if came < went:
            first[_("not published from where"), name] = went - came
        for place, amount in places.items():
            second[name, place or _("not told by place")] = amount
        if came > went:
            second[name, _("not paid out yet")] = came - went
    return first, second


def _few(first: Sums, second: Sums) -> tuple[Sums, Sums]:
    """The largest of each column by name, the others together."""
    sources = _largest(first, 0, SOURCES, _("other offices"))
    programmes = _largest(second, 0, PROGRAMMES, _("other benefits"))
    places = _largest(second, 1, PLACES, _("other places"))
    return _renamed(first, sources, programmes), _renamed(second, programmes, places)


def _largest(links: Sums, side: int, most: int, others: str) -> dict[str, str]:
    sums: dict[str, Decimal] = {}
    for ends, amount in links.items():
        sums[ends[side]] = sums.get(ends[side], ZERO) + amount
    ordered = sorted(sums, key=lambda name: -sums[name])
    if len(ordered) <= most:
        return {name: name for name in ordered}
    return {name: name if place < most - 1 else others for place, name in enumerate(ordered)}


def _renamed(links: Sums, left: dict[str, str], right: dict[str, str]) -> Sums:
    found: Sums = {}
    for (source, target), amount in links.items():
        ends = left[source], right[target]
        found[ends] = found.get(ends, ZERO) + amount
    return found


def _column(links: Sums, side: int) -> list[tuple[str, str]]:
    sums: dict[str, Decimal] = {}
    for ends, amount in links.items():
        sums[ends[side]] = sums.get(ends[side], ZERO) + amount
    return [(name, yuan(sums[name])) for name in sorted(sums, key=lambda name: -sums[name])]


def _programmes(first: Sums, second: Sums) -> list[tuple[str, str]]:
    return _column(second, 0) or _column(first, 1)


def _ordered(links: Sums) -> list[tuple[tuple[str, str], Decimal]]:
    return sorted(links.items(), key=lambda link: -link[1])


def _links(links: Sums) -> list[Link]:
    return [
        Link(source, target, amount, f"{source} → {target}: {yuan(amount)}")
        for (source, target), amount in _ordered(links)
    ]


def _sentence(
    columns: Sequence[Sequence[tuple[str, str]]], paid: dict[int, dict[str, Decimal]]
) -> str:
    together = sum((sum(places.values(), ZERO) for places in paid.values()), ZERO)
    return _(
        "%(sum)s were paid. Most came from: %(source)s (%(from)s); most was for: %(programme)s "
        "(%(for)s); most went to: %(place)s (%(to)s)."
    ) % {
        "sum": yuan(together),
        "source": columns[0][0][0], "from": columns[0][0][1],
        "programme": columns[1][0][0], "for": columns[1][0][1],
        "place": columns[2][0][0], "to": columns[2][0][1],
    }  # fmt: skip
