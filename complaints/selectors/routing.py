"""To which office a report goes. Worked out in memory, before anything is sealed or written.

Never to the unit or the persons reported, nor to the office of a leader who is reported, nor to one
that the reporter does not trust; what concerns the level above never comes below it (纪检监察机关处理
检举控告工作规则, art. 15). An office of fewer than two enrolled members receives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from accounts.choices import OfficeKind, Role
from accounts.models import Office, User
from accounts.models.staff import OfficeQuerySet
from complaints.choices import About, Purpose
from complaints.models import Clock, Dispatch, Ring
from complaints.sealing.contents import Told
from core.divisions import ancestors, code_range, contains, pad, prefix


# So many digits of a code say the place whose officials are meant, and all below is theirs.
_REACH = {About.VILLAGE: 12, About.TOWNSHIP: 9, About.COUNTY: 6, About.CITY: 4}
_BETWEEN_NAMES = re.compile(r"[\s,，、;；/和及]+")


@dataclass(frozen=True, slots=True)
class Route:
    """The office, how long it has, and who of above watches its pace, if anybody may."""

    ring: Ring
    clock: Clock
    supervisor: Office | None

    @property
    def office(self) -> Office:
        return self.ring.office


def route_for(told: Told) -> Route | None:
    """None where no office may and can receive it."""
    ways = _ways(told)
    if not ways:
        return None
    (ring, clock), *others = ways
    here = len(prefix(ring.office.region_code))
    above = (
        other.office for other, _clock in others if len(prefix(other.office.region_code)) < here
    )
    return Route(ring, clock, next(above, None))


def route_above(told: Told, office: Office) -> Route | None:
    """The nearest office of a level above `office` that may receive it; None where there is none."""
    here = len(prefix(office.region_code))
    ways = [way for way in _ways(told) if len(prefix(way[0].office.region_code)) < here]
    if not ways:
        return None
    (ring, clock), *others = ways
    there = len(prefix(ring.office.region_code))
    above = (
        other.office for other, _clock in others if len(prefix(other.office.region_code)) < there
    )
    return Route(ring, clock, next(above, None))


def routes_to(told: Told, besides: Office) -> list[Ring]:
    """To which offices a handler may pass it on: whoever may receive it, but for their own."""
    return [ring for ring, _clock in _ways(told, any_subject=True) if ring.office_id != besides.pk]


def clock_of(ring: Ring, told: Told) -> Clock:
    """That of an office which a handler chose."""
    ways = {found.pk: clock for found, clock in _ways(told, any_subject=True)}
    return ways[ring.pk]


def _ways(told: Told, *, any_subject: bool = False) -> list[tuple[Ring, Clock]]:
    """Whoever may and can receive it, nearest first, those of its subject before those of all."""
    fits = Q() if any_subject else Q(subject="") | Q(subject=told.subject)
    lines = (
        Dispatch.objects.filter(fits, region_code__in=["0" * 12, *ancestors(told.region)])
        .exclude(office__in=shut_out(told).values("pk"))
        .select_related("office", "clock")
    )
    rings = {
        ring.office_id: ring
        for ring in Ring.objects.ready()
        .filter(purpose=Purpose.REPORTS, office__in=[line.office_id for line in lines])
        .select_related("office")
    }
    nearest = sorted(
        lines,
        key=lambda line: (
            -len(prefix(line.region_code)), not line.subject, line.office.code, line.pk,
        ),
    )  # fmt: skip
    found: dict[int, tuple[Ring, Clock]] = {}
    for line in nearest:
        if (ring := rings.get(line.office_id)) is not None:
            found.setdefault(ring.pk, (ring, line.clock))
    return list(found.values())


def shut_out(told: Told) -> OfficeQuerySet:
    """Every office that must never see it."""
    meant = Q(code__in=told.excluded)
    if (digits := _REACH.get(About(told.about))) is not None:
        meant |= _of_level(told.region, digits)
    if told.about == About.BUREAU:
        meant |= Q(kind=OfficeKind.BUREAU, region_code=pad(told.region[:6]))
    names = names_in(told.accused)
    if names:
        # Whoever bears the name: their office is an accused one, and if it is another of that name
        # the report only goes a little further.
        meant |= Q(pk__in=User.objects.filter(full_name__in=names).values("office"))
    return Office.objects.filter(meant)


def _of_level(region: str, digits: int) -> Q:
    """The offices of the place that so many digits name, and below; where only a larger place was
    told, those of every such place in it.
    """
    if len(prefix(region)) >= digits:
        return Q(region_code__range=code_range(pad(region[:digits])))
    inside = Office.objects.filter(region_code__range=code_range(region))
    return Q(pk__in=[each.pk for each in inside if len(prefix(each.region_code)) >= digits])


def region_for_clue(told: Told, higher: str) -> str | None:
    """Where a matter made of a report may stand so that nobody shut out from it sees it: at its own
    place, or at the `higher` one; None where neither is out of their sight.
    """
    readers = User.objects.filter(
        role__in=(Role.INSPECTOR, Role.AUDITOR),
        is_active=True,
        office__in=shut_out(told).values("pk"),
    )
    regions = set(readers.values_list("region_code", flat=True))
    for place in (told.region, higher):
        if not any(contains(region, place) for region in regions):
            return place
    return None


def names_in(accused: str) -> Collection[str]:
    """The names that somebody typed, however they are set apart."""
    return {name for name in _BETWEEN_NAMES.split(accused.strip()) if len(name) > 1}


def names_ring_for(office: Office, told: Told) -> Ring | None:
    """The custodians who keep the reporter's name: the nearest that may and can, never the handlers'
    own office. Where a small office has none of two members its superior's do it.
    """
    rings = (
        Ring.objects.ready()
        .filter(purpose=Purpose.NAMES, office__region_code__in=["0" * 12, *ancestors(office.region_code)])
        .exclude(office=office)
        .exclude(office__in=shut_out(told).values("pk"))
        .select_related("office")
    )  # fmt: skip
    nearest = sorted(rings, key=lambda ring: (-len(prefix(ring.office.region_code)), ring.pk))
    return next(iter(nearest), None)


def could_handle(region: str) -> list[Office]:
    """Offices that a reporter may say they do not trust: whoever stands in the table for the place."""
    lines = Dispatch.objects.filter(region_code__in=["0" * 12, *ancestors(region)])
    return list(
        Office.objects.filter(pk__in=lines.values("office")).order_by("-region_code", "code")
    )


def answering_office(region: str) -> Office | None:
    """Whom to call about a place: the nearest office that handles reports."""
    lines = Dispatch.objects.filter(region_code__in=["0" * 12, *ancestors(region)]).select_related(
        "office"
    )
    nearest = sorted(
        lines, key=lambda line: (-len(prefix(line.region_code)), bool(line.subject), line.pk)
    )
    with_phone = (line.office for line in nearest if line.office.phone)
    return next(with_phone, nearest[0].office if nearest else None)
