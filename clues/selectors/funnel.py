"""How far matters came: from what the rules suspected to what was closed, each step of the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from clues.choices import CONFIRMED, Measure, Status
from clues.models import Clue, Finding, PersonOutcome
from clues.selectors.statistics import Period
from core.divisions import code_range


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    clues: int


def funnel(region: str, period: Period) -> list[Step]:
    """One query; a department's duty is no suspicion and does not stand in it."""
    since, until = period.moments()
    found = Clue.objects.filter(region_code__range=code_range(region), duty=False).order_by()
    if since:
        found = found.filter(opened_at__gte=since)
    if until:
        found = found.filter(opened_at__lt=until)
    of_clue = Finding.objects.filter(clue=OuterRef("pk"))
    measures = PersonOutcome.objects.filter(clue=OuterRef("pk")).exclude(measure=Measure.NONE)
    steps: dict[str, tuple[str, Any]] = {
        "suspected": (_("Suspected by a rule"), Q()),
        "checked": (_("Checked by a person"), Q(is_checked=True)),
        "confirmed": (_("Found to be so"), Q(is_confirmed=True)),
        "registered": (_("Registered as a clue"), Q(registered_at__isnull=False)),
        "measured": (_("A measure against somebody"), Q(is_measured=True)),
        "closed": (_("Closed"), Q(status=Status.CLOSED)),
    }
    counts = found.annotate(
        is_checked=Exists(of_clue),
        is_confirmed=Exists(of_clue.filter(finding__in=CONFIRMED)),
        is_measured=Exists(measures),
    ).aggregate(
        **{f"n_{name}": Count("pk", filter=wanted or None) for name, (_l, wanted) in steps.items()}
    )
    return [Step(label, counts[f"n_{name}"]) for name, (label, _wanted) in steps.items()]
