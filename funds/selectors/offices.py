"""Which department's office answers in a place."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.choices import OfficeKind
from accounts.models import Office
from core.divisions import ancestors, code_range


def bureaus_below(department: str, region: str) -> list[Office]:
    """A department's bureaus in a region that have a telephone, the whole region's first; one query."""
    if not department:
        return []
    low, high = code_range(region)
    return list(
        Office.objects.filter(
            kind=OfficeKind.BUREAU, region_code__range=(low, high), name__endswith=department
        )
        .exclude(phone="")
        .order_by("region_code", "code")
    )


def bureaus_of(departments: Iterable[str], region: str) -> dict[str, Office]:
    """By department the nearest bureau that serves the region and has a telephone; one query."""
    near = (
        Office.objects.filter(kind=OfficeKind.BUREAU, region_code__in=ancestors(region))
        .exclude(phone="")
        .order_by("-region_code", "code")
    )
    found: dict[str, Office] = {}
    offices = list(near)
    for department in set(departments):
        own = next(
            (each for each in offices if department and each.name.endswith(department)), None
        )
        if own is not None:
            found[department] = own
    return found
