"""Reports that may be one matter: about the same record, the same persons, or alike in place and kind.

Worked out in memory with unlocked keys; nothing of it is kept.
"""

from __future__ import annotations

from complaints.choices import OPEN
from complaints.models import Report
from complaints.sealing.contents import Told
from complaints.selectors.opening import Keys, open_all
from complaints.selectors.routing import names_in


_MOST_LOOKED_AT, _MOST_SHOWN = 1_000, 10


def alike(report: Report, told: Told, keys: Keys) -> list[Report]:
    """Other open reports that the same office can open, the likest first."""
    rows = (
        Report.objects.visible_to(keys.user)
        .filter(state__in=OPEN)
        .exclude(pk=report.pk)
        .distinct()
        .in_order()
        .prefetch_related("wraps", "entries")[:_MOST_LOOKED_AT]
    )
    scored = [
        (_likeness(told, Told.of(content)), other)
        for other, content in open_all(rows, keys)
        if content is not None
    ]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [other for _score, other in found[:_MOST_SHOWN]]


def _likeness(one: Told, other: Told) -> int:
    address = (one.record or {}).get("address")
    same_record = bool(address) and address == (other.record or {}).get("address")
    same_persons = bool(set(names_in(one.accused)) & set(names_in(other.accused)))
    same_kind = (one.region, one.subject) == (other.region, other.subject)
    return 4 * same_record + 2 * same_persons + same_kind
