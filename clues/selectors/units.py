"""How many talks with units and proposals there were, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from clues.models import InspectionProposal, UnitTalk
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
