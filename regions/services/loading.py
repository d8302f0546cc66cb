"""Loading divisions: upsert by code, and a last day for codes that vanished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Cast, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from auditing.services import Actor, record
from core import divisions
from core.caching import pages_changed
from regions.choices import LEVEL_ORDER, RegionLevel
from regions.exceptions import UnusableDivisions
from regions.models import Region, naming


BATCH_SIZE = 5000


@dataclass(frozen=True, slots=True)
class Division:
    """One row of a division file; the code may be short (3501), `parent` too or empty."""

    code: str
    name: str
    level: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """How many codes stand in the subtree now, and what this load changed."""

    loaded: int
    added: int
    renamed: int
    ended: int


@transaction.atomic
def load_divisions(
    *,
    rows: Iterable[Division],
    above: Iterable[Division] = (),
    within: str = "",
    by: Actor | None = None,
    valid_from: dt.date | None = None,
) -> LoadResult:
    """Bring a subtree to the state of `rows`; loading the same rows again changes nothing.

    `above` are divisions the rows hang under; they are only added where missing.
    `within` is the code whose whole subtree the rows describe; empty: each topmost row
    describes its own. Codes of that subtree that are not among the rows get the day before
    `valid_from` (today if none) as their last day; none is ever deleted. New codes are in
    force from `valid_from`, or always when it is None.

    Raises UnusableDivisions for a malformed or repeated code, an unknown level, or a row
    whose parent neither the rows nor the database know.
    """
    known = dict(Region.objects.values_list("code", "name"))
    regions = _placed(rows)
    roots = [within] if within else _topmost(regions)
    parents = _placed(above)
    regions |= {
        code: parent for code, parent in parents.items() if code not in {**known, **regions}
    }
    _attach_parents(regions, known)
    added = [code for code in regions if code not in known]
    renamed = [
        code for code, region in regions.items() if known.get(code) not in (None, region.name)
    ]
    for code in added:
        regions[code].valid_from = valid_from
    for level in RegionLevel.values:
        # Parents first: the foreign key is checked at the end, but a reader may look between.
        Region.objects.bulk_create(
            [region for region in regions.values() if region.level == level],
            batch_size=BATCH_SIZE,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "short_name", "level", "parent", "valid_to"],
        )
    ended = _end_vanished({*regions, *parents}, roots, valid_from)
    result = LoadResult(loaded=len(regions), added=len(added), renamed=len(renamed), ended=ended)
    pages_changed()
    record(
        action="regions.load",
        by=by,
        target=", ".join(roots[:8]),
        detail={
            "loaded": len(regions),
            "added": len(added),
            "renamed": len(renamed),
            "ended": ended,
        },
    )
    return result


def _placed(rows: Iterable[Division]) -> dict[str, Region]:
    """Regions by full code, highest levels first, each with its wished-for parent code."""
    regions: dict[str, Region] = {}
    ordered = sorted(rows, key=lambda row: (LEVEL_ORDER.get(row.level, 9), row.code))
    for row in ordered:
        code = divisions.pad(row.code)
        if len(code) != divisions.CODE_LENGTH or not (code.isascii() and code.isdigit()):
            raise UnusableDivisions(
                _("“%(code)s” (%(name)s) is not a division code: up to 12 digits are needed.")
                % {"code": row.code, "name": row.name}
            )
        if row.level not in LEVEL_ORDER:
            raise UnusableDivisions(
                _("%(code)s (%(name)s) has the unknown level “%(level)s”.")
                % {"code": row.code, "name": row.name, "level": row.level}
            )
        if not row.name.strip():
            raise UnusableDivisions(_("%(code)s has no name.") % {"code": row.code})
        if code in regions:
            # 东莞, 中山, 儋州 stand twice, as city and as its only county; the city is kept.
            if regions[code].name == row.name.strip() and regions[code].level != row.level:
                continue
            raise UnusableDivisions(
                _("%(code)s stands twice: %(first)s and %(second)s.")
                % {"code": code, "first": regions[code].name, "second": row.name}
            )
        regions[code] = Region(
            code=code,
            name=row.name.strip(),
            level=row.level,
            parent_id=divisions.pad(row.parent) if row.parent else None,
        )
    return regions


def _attach_parents(regions: dict[str, Region], known: Mapping[str, str]) -> None:
    """Nearest existing ancestor as parent, and the short name without the ancestors' names."""
    for code, region in regions.items():
        chain = [c for c in region.ancestor_codes if c in regions or c in known]
        if region.parent_id not in chain:
            region.parent_id = chain[-1] if chain else None  # type: ignore[assignment]  # the stubs do not know that the parent may be missing
        if region.parent_id is None and region.level != RegionLevel.PROVINCE:
            raise UnusableDivisions(
                _("%(code)s (%(name)s) has no parent: load the division above it first.")
                % {"code": code, "name": region.name}
            )
        names = [regions[c].name if c in regions else known[c] for c in chain]
        own = naming.without_ancestors(region.name, names)
        region.short_name = naming.short_name(own, region.level)


def _topmost(regions: Mapping[str, Region]) -> list[str]:
    return [
        code
        for code, region in regions.items()
        if not any(parent in regions for parent in region.ancestor_codes)
    ]


def _end_vanished(listed: set[str], roots: Iterable[str], valid_from: dt.date | None) -> int:
    """Give codes that are no longer listed their last day; the number of codes ended."""
    last_day = (valid_from or timezone.localdate()) - dt.timedelta(days=1)
    subtree = Q(code="")
    for root in roots:
        subtree |= Q(code__range=divisions.code_range(root))
    standing = set(
        Region.objects.filter(subtree, valid_to__isnull=True).values_list("code", flat=True)
    )
    vanished = sorted(standing - listed)
    # A code that was to begin later ends on its first day, as no interval may be negative.
    return Region.objects.filter(code__in=vanished).update(
        valid_to=Greatest(Cast(Value(last_day), DateField()), F("valid_from"))
    )
