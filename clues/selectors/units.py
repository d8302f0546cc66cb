"""How many talks with units and proposals there were, and how they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import Office, User
from clues.choices import CONFIRMED
from clues.models import Check, Clue, InspectionProposal, UnitTalk
from clues.models.concerned import ConcernedOffice
from core.divisions import code_range


@dataclass(frozen=True, slots=True)
class UnitFigures:
    talks: dict[str, int]
    proposals: dict[str, int]


def unit_figures(region: str) -> UnitFigures:
    """Of the units of a region; two queries."""
    return UnitFigures(_counted(UnitTalk, region), _counted(InspectionProposal, region))


def _counted(model: Any, region: str) -> dict[str, int]:
    late = Q(answered_at=None, due_on__lt=timezone.localdate())
    counts: dict[str, int] = model.objects.filter(
        office__region_code__range=code_range(region)
    ).aggregate(
        made=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        overdue=Count("pk", filter=late),
    )
    return counts


@dataclass(slots=True)
class RepeatedFault:
    """A unit, the confirmed clues behind its sheets that no talk or proposal names, and how many
    checks it has answered late or not at all.
    """

    office: Office
    clues: list[Clue] = field(default_factory=list)
    late: int = 0


def repeated_faults(user: User) -> list[RepeatedFault]:
    """Units of the user's region with so many as settings.CLUE_REPEATED says; four queries."""
    since = timezone.now() - timedelta(days=settings.CLUE_REPEATED["days"])
    named = Q(pk__in=UnitTalk.clues.through.objects.values("clue")) | Q(
        pk__in=InspectionProposal.clues.through.objects.values("clue")
    )
    clues = {
        clue.pk: clue
        for clue in Clue.objects.visible_to(user)
        .filter(explanation__in=CONFIRMED, checked_at__gte=since)
        .exclude(named)
        .defer("evidence", "groups")
        .order_by("pk")
    }
    behind: dict[int, list[Clue]] = defaultdict(list)
    pairs = ConcernedOffice.objects.filter(clue__in=clues).order_by("clue", "office")
    for clue, unit in pairs.values_list("clue", "office"):
        behind[unit].append(clues[clue])
    late = dict(_late_checks(since))
    least = settings.CLUE_REPEATED["clues"]
    units = Office.objects.filter(
        pk__in=behind.keys() | late.keys(), region_code__range=code_range(user.region_code)
    ).exclude(pk=user.office_id)
    found = [RepeatedFault(unit, behind[unit.pk], late.get(unit.pk, 0)) for unit in units]
    told = [each for each in found if max(len(each.clues), each.late) >= least]
    return sorted(told, key=lambda each: (-len(each.clues) - each.late, each.office.code))


def _late_checks(since: datetime) -> Any:
    """(office, checks not answered by their day), of those sent since."""
    late = Q(answered_at=None, due_on__lt=timezone.localdate()) | Q(day__gt=F("due_on"))
    return (
        Check.objects.filter(sent_at__gte=since, recalled_at=None)
        .annotate(day=TruncDate("answered_at"))
        .filter(late)
        .order_by()
        .values_list("office")
        .annotate(times=Count("pk"))
    )
