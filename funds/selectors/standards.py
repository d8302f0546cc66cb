"""Which standard holds for whom: the nearest region's, class by class."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from core.divisions import contains
from funds.models import Programme, Standard


_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


def nearest(standards: Iterable[Standard]) -> list[Standard]:
    """One standard for each class out of rows that come nearest region first."""
    found: dict[str, Standard] = {}
    for standard in standards:
        found.setdefault(standard.recipient_class, standard)
    return list(found.values())


def in_force_for(programme: Programme, region: str) -> list[Standard]:
    """What the programme pays in a region today: for everybody first, then class by class."""
    rows = Standard.objects.filter(programme=programme).in_force().for_region(region)
    found = nearest(rows.select_related("region", "policy"))
    return sorted(found, key=lambda standard: (in_order(standard.recipient_class), standard.amount))


def in_order(recipient_class: str) -> str:
    """一类 before 二类, 80-89 before 100以上; nothing, which is everybody, before all."""
    digits = recipient_class.translate(_NUMERALS)
    return re.sub(r"\d+", lambda found: found[0].zfill(4), digits)


def of_places_below(programme: Programme, region: str) -> list[Standard]:
    """Standards of their own that places below the region have, out of prefetched rows."""
    today = timezone.localdate()
    return sorted(
        (
            standard
            for standard in programme.standards.all()
            if standard.region_id != region
            and contains(region, standard.region_id)
            and _covers(standard, today)
        ),
        key=lambda standard: (standard.region_id, standard.amount),
    )


def _covers(standard: Standard, day: date) -> bool:
    return standard.valid_from <= day and (standard.valid_to is None or day <= standard.valid_to)
