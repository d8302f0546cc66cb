"""Makes the kept table of keys anew from the catalogue and the divisions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from funds.models import PolicyDocument, Programme
from regions.choices import RegionLevel
from regions.models import Region
from regions.selectors import names_for
from search.choices import WEIGHTS, Kind
from search.models import SearchKey
from search.readings import keys_of


# The best so many of a beginning of one or two letters.
BEST = 8
_SHORT = (1, 2)
Ranked = tuple[tuple[bool, int, int, str], tuple[str, str, str, str, int]]
_COLUMNS = ("key", "prefix", "kind", "target", "label", "above", "weight")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to be found, and the names by which, each with its weight."""

    kind: str
    target: str
    label: str
    above: str
    names: tuple[tuple[str, int], ...]


@transaction.atomic
def rebuild_keys() -> int:
    """Empty and fill the table in one transaction; searches meanwhile read the old rows.

    Returns how many keys there are. Two at once wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search keys'))")
        SearchKey.objects.all().delete()
        stream = io.StringIO()
        writer = csv.writer(stream)
        count = 0
        for row in _rows():
            writer.writerow(row)
            count += 1
        stream.seek(0)
        table, columns = SearchKey._meta.db_table, ", ".join(_COLUMNS)
        cursor.copy_expert(
            f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (above))", stream
        )
    return count


def _rows() -> Iterator[tuple[object, ...]]:
    best: dict[str, dict[tuple[str, str], Ranked]] = {}
    for thing in (*_programmes(), *_places(), *_policies()):
        keys: dict[str, int] = {}
        for name, weight in thing.names:
            for key, later in keys_of(name).items():
                own = 2 * weight + later
                keys[key] = min(own, keys.get(key, own))
        for key, weight in keys.items():
            told = (thing.kind, thing.target, thing.label, thing.above, weight)
            yield (key[:120], False, *told)
            for length in _SHORT:
                here = best.setdefault(key[:length], {})
                # A whole short word before a longer one that only begins so.
                ranked = ((len(key) > length, weight, len(key), thing.target), told)
                known = here.setdefault((thing.kind, thing.target), ranked)
                here[thing.kind, thing.target] = min(known, ranked)
    for key, found in best.items():
        for place, (_rank, told) in enumerate(sorted(found.values())[:BEST]):
            yield (key, True, *told[:-1], place)


def _programmes() -> Iterator[Thing]:
    for each in Programme.objects.current():
        names = [(each.name, WEIGHTS["programme"]), (each.short_name, WEIGHTS["programme"])]
        names += [(each.code, WEIGHTS["programme"])]
        names += [(alias, WEIGHTS["alias"]) for alias in each.alias_list]
        yield Thing(Kind.PROGRAMME, each.code, each.short_name, "", tuple(names))


def _places() -> Iterator[Thing]:
    levels = {
        RegionLevel.PROVINCE: "county", RegionLevel.PREFECTURE: "county",
        RegionLevel.COUNTY: "county", RegionLevel.TOWNSHIP: "township",
        RegionLevel.VILLAGE: "village",
    }  # fmt: skip
    regions = list(Region.objects.in_force().under(settings.PORTAL_REGION).order_by("code"))
    above = names_for({each.parent_id for each in regions if each.parent_id}, start="county")
    for each in regions:
        weight = WEIGHTS[levels[RegionLevel(each.level)]]
        names = tuple((name, weight) for name in {each.display_name, each.short_name})
        yield Thing(Kind.PLACE, each.code, each.display_name, above.get(each.parent_id, ""), names)


def _policies() -> Iterator[Thing]:
    for each in PolicyDocument.objects.all():
        names = [each.title, *filter(None, [each.number])]
        weighed = tuple((name, WEIGHTS["policy"]) for name in names)
        yield Thing(Kind.POLICY, each.slug, each.title[:120], each.number, weighed)
