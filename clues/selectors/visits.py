"""What to take along on a round through the villages: open matters by village and group."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from accounts.models import User
from clues.choices import Status
from clues.models import Clue
from clues.selectors.cards import guidance_for, headline_of, masked_number_of
from clues.selectors.evidence import payments_of
from core.divisions import code_range
from funds.models import Payment
from regions.selectors import names_for


VISITS_AT_MOST = 200
_TO_VISIT = (Status.SUSPECTED, Status.CHECKING, Status.CHECKED, Status.REGISTERED, Status.ASSIGNED, Status.DISPOSAL)  # fmt: skip


@dataclass(slots=True)
class Visit:
    """One matter to look into at the door."""

    clue: Clue
    headline: str
    masked: str
    group: str
    steps: tuple[str, ...]
    last_payment: dict[str, Any] | None


@dataclass(slots=True)
class Stop:
    """One village of the route."""

    village: str
    visits: list[Visit] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return sum((visit.clue.amount for visit in self.visits), Decimal(0))


def route(user: User, region: str) -> list[Stop]:
    """The open matters of a village, township or county, village by village, then by group."""
    clues = list(
        Clue.objects.visible_to(user)
        .filter(region_code__range=code_range(region), status__in=_TO_VISIT)
        # What a whole township or county did is not found out at a door.
        .exclude(region_code__endswith="000")
        .order_by("region_code", "-amount")[:VISITS_AT_MOST]
    )
    groups = _village_groups(clues)
    places = names_for({clue.region_code for clue in clues}, start="county")
    guidance = {clue.source: guidance_for(clue.source, clue.last_run) for clue in clues}
    stops = []
    for code, found in groupby(clues, key=lambda clue: clue.region_code):
        visits = [
            Visit(
                clue=clue,
                headline=headline_of(clue, guidance[clue.source]),
                masked=masked_number_of(clue),
                group=groups.get(clue.pk, ""),
                steps=known.next_steps if (known := guidance[clue.source]) else (),
                last_payment=payments[-1] if (payments := payments_of(clue)) else None,
            )
            for clue in found
        ]
        visits.sort(key=lambda visit: (visit.group == "", visit.group))
        stops.append(Stop(village=places[code], visits=visits))
    return stops


def _village_groups(clues: list[Clue]) -> dict[int, str]:
    """The village group that the latest payment behind each clue names."""
    payments = {
        clue.pk: [
            row["id"] for row in clue.evidence if row.get("kind") == "payment" and row.get("id")
        ]
        for clue in clues
    }
    wanted = {ids[-1] for ids in payments.values() if ids}
    named = dict(Payment.objects.filter(pk__in=wanted).values_list("pk", "village_group"))
    return {pk: named.get(ids[-1], "") for pk, ids in payments.items() if ids}
