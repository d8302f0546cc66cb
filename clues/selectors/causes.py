"""Causes that repeat: the same finding of the same rule in one county, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.db.models.functions import Left
from django.utils import timezone

from accounts.choices import OfficeKind
from accounts.models import Office, User
from clues.choices import FINDINGS, Explanation
from clues.models import BureauTask, Clue
from core.divisions import ancestors, pad
from funds.models import Programme


@dataclass(frozen=True, slots=True)
class RepeatedCause:
    """One rule's finding in one county, and how often."""

    rule: str
    cause: str
    county: str
    clues: int
    amount: Decimal
    programme_code: str

    @property
    def cause_label(self) -> str:
        return str(Explanation(self.cause).label)


def repeated_causes(user: User) -> list[RepeatedCause]:
    """What is worth a task to a bureau, in the user's region, without what has one already."""
    since = timezone.now() - timedelta(days=settings.CLUE_REPEATED["days"])
    rows = (
        Clue.objects.visible_to(user)
        .filter(explanation__in=FINDINGS, checked_at__gte=since)
        .order_by()
        .annotate(county=Left("region_code", 6))
        .values("source", "explanation", "county")
        .annotate(clues=Count("pk"), amount=Sum("amount"), programme=Max("programme_code"))
        .filter(clues__gte=settings.CLUE_REPEATED["clues"])
        .order_by("-clues", "source", "explanation", "county")
    )
    given = set(
        BureauTask.objects.filter(given_at__gte=since).values_list("rule", "cause", "region_code")
    )
    return [
        RepeatedCause(
            row["source"], row["explanation"], pad(row["county"]), row["clues"], row["amount"],
            row["programme"],
        )
        for row in rows
        if (row["source"], row["explanation"], pad(row["county"])) not in given
    ]  # fmt: skip


def bureaus_for(cause: RepeatedCause) -> list[Office]:
    """Who may be given the task: bureaus that serve the county, the programme's own first."""
    department = (
        Programme.objects.filter(code=cause.programme_code).values_list("department", flat=True)
    ).first()
    offices = Office.objects.filter(kind=OfficeKind.BUREAU, region_code__in=ancestors(cause.county))
    return sorted(
        offices,
        key=lambda office: (
            not (department and office.name.endswith(department)),
            -len(office.region_code.rstrip("0")),
            office.code,
        ),
    )
