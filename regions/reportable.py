"""Places that somebody may complain about."""

from __future__ import annotations

from core.records import Finder, PublicRecord
from regions.models import Region


def _place(code: str) -> PublicRecord | None:
    found = Region.objects.filter(pk=code).first()
    if found is None:
        return None
    return PublicRecord("place", found.display_name, found.code, f"/regions/{found.code}/")


RECORDS: dict[str, Finder] = {"place": _place}
