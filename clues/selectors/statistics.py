"""Totals as the two platforms publish them, set-wise in SQL; small cells never leave the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clues.choices import CONFIRMED, CORRECTED, Measure
from core.divisions import code_range, pad


# A count below this could point at a person.
SMALL = 3
COUNTS = (
    "suspected", "checked", "corrected", "confirmed", "clues", "persons", "filed", "admonished",
    "organisational", "disciplined", "transferred",
)  # fmt: skip
MONEY = ("involved", "recoverable", "recovered")
COLUMN_LABELS: dict[str, Any] = {
    "suspected": _("Suspected"),
    "checked": _("Matters checked"),
    "corrected": _("Corrected"),
    "confirmed": _("Confirmed"),
    "clues": _("Registered clues"),
    "persons": _("Persons"),
    "filed": _("Cases filed"),
    "admonished": _("Admonished"),
    "organisational": _("Organisational measures"),
    "disciplined": _("Disciplined"),
    "transferred": _("Transferred"),
    "involved": _("Money involved"),
    "recoverable": _("To be recovered"),
    "recovered": _("Recovered"),
}
PART_LABELS: dict[str, Any] = {
    "rule": _("By rule"),
    "programme": _("By programme"),
    "region": _("By region"),
    "month": _("By month"),
}
DIMENSIONS = ("rule", "programme", "region", "month")


@dataclass(slots=True)
class Figures:
    """One line of the statistics: how many of each, and how much money."""

    key: str = ""
    values: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    money: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(MONEY, Decimal(0)))

    @property
    def precision(self) -> float | None:
        """Confirmed ÷ checked; None where nothing was checked."""
        checked = self.values["checked"]
        return self.values["confirmed"] / checked if checked else None


@dataclass(frozen=True, slots=True)
class Statistics:
    total: Figures
    by: dict[str, list[Figures]]


_SPLIT = """
    GROUPING(source, programme_code, county, month) AS level,
    coalesce(source, programme_code, county, month) AS key
"""
_SETS = "GROUP BY GROUPING SETS ((), (source), (programme_code), (county), (month))"
# Which bits of GROUPING() are unset tells by what a line is grouped.
_LEVELS = {15: "", 7: "rule", 11: "programme", 13: "region", 14: "month"}
_CLUES = """
WITH clue AS (
    SELECT id, source, programme_code, amount, duty, registered_at,
        left(region_code, {digits}) AS county, to_char(opened_at, 'YYYY-MM') AS month
    FROM clues_clue WHERE region_code BETWEEN %(low)s AND %(high)s
        -- A hint counts once somebody has judged it.
        AND (NOT hint OR explanation <> '' OR registered_at IS NOT NULL)
        AND opened_at >= coalesce(%(since)s, '-infinity'::timestamptz)
        AND opened_at < coalesce(%(until)s, 'infinity'::timestamptz)
)
"""


def _count(condition: str) -> str:
    """A department's duty is no suspicion: only its rule's own line counts it."""
    return (
        f"CASE WHEN GROUPING(source) = 0 THEN count(*) FILTER (WHERE {condition})"
        f" ELSE count(*) FILTER (WHERE NOT duty AND {condition}) END"
    )


_QUERIES = (
    f"""
    SELECT {_SPLIT}, {_count("true")} AS suspected,
        count(registered_at) AS clues,
        coalesce(sum(amount) FILTER (WHERE registered_at IS NOT NULL), 0) AS involved
    FROM clue {_SETS}
    """,
    # Every finding ever made; the same one of the same facts once.
    f"""
    SELECT {_SPLIT}, {_count("true")} AS checked,
        {_count("finding = ANY(%(corrected)s)")} AS corrected,
        {_count("finding = ANY(%(confirmed)s)")} AS confirmed
    FROM (SELECT DISTINCT clue_id, facts_digest, finding FROM clues_finding) AS f
    JOIN clue ON clue.id = f.clue_id {_SETS}
    """,
    f"""
    SELECT {_SPLIT},
        count(DISTINCT (o.clue_id, o.name)) FILTER (WHERE o.measure <> %(none)s) AS persons,
        count(DISTINCT (o.clue_id, o.name)) FILTER (WHERE o.filed) AS filed,
        count(DISTINCT (o.clue_id, o.name))
            FILTER (WHERE o.measure = %(admonished)s) AS admonished,
        count(DISTINCT (o.clue_id, o.name))
            FILTER (WHERE o.measure = %(organisational)s) AS organisational,
        count(DISTINCT (o.clue_id, o.name))
            FILTER (WHERE o.measure IN (%(party)s, %(government)s)) AS disciplined,
        count(DISTINCT (o.clue_id, o.name))
            FILTER (WHERE o.measure = %(procuratorate)s) AS transferred
    FROM clues_personoutcome AS o JOIN clue ON clue.id = o.clue_id {_SETS}
    """,
    f"""
    SELECT {_SPLIT}, sum(r.due) AS recoverable, sum(r.recovered) AS recovered
    FROM clues_recovery AS r JOIN clue ON clue.id = r.clue_id {_SETS}
    """,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Matters found from one day to another, both inclusive; None leaves an end open."""

    since: date | None = None
    until: date | None = None

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """When it begins, and when it is over."""
        until = self.until + timedelta(days=1) if self.until else None
        return _midnight(self.since), _midnight(until)


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


ALWAYS = Period()


def statistics(region: str, *, split_at: int = 6, period: Period = ALWAYS) -> Statistics:
    """All figures of a region, as a whole and by rule, programme, region and month: four queries.

    `split_at` is how many digits of the region code make one line (6 counties, 9 townships).
    """
    low, high = code_range(region)
    since, until = period.moments()
    values: dict[str, Any] = {
        "since": since,
        "until": until,
        "low": low,
        "high": high,
        "corrected": [str(each) for each in CORRECTED],
        "confirmed": [str(each) for each in CONFIRMED],
        **{measure.value: measure.value for measure in Measure},
    }
    lines: dict[tuple[str, str], Figures] = {("", ""): Figures()}
    with connection.cursor() as cursor:
        for query in _QUERIES:
            cursor.execute(_CLUES.format(digits=split_at) + query, values)
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                _add(lines, dict(zip(names, row, strict=True)))
    by: dict[str, list[Figures]] = {dimension: [] for dimension in DIMENSIONS}
    for (dimension, _key), figures in lines.items():
        if dimension:
            by[dimension].append(figures)
    for dimension, rows in by.items():
        if dimension == "month":
            rows.sort(key=lambda figures: figures.key, reverse=True)
        else:
            rows.sort(key=lambda figures: (-figures.values["suspected"], figures.key))
    return Statistics(total=lines[("", "")], by=by)


def _add(lines: dict[tuple[str, str], Figures], row: dict[str, Any]) -> None:
    dimension = _LEVELS[row.pop("level")]
    key = row.pop("key") or ""
    if dimension == "region":
        key = pad(key)
    figures = lines.setdefault((dimension, key if dimension else ""), Figures(key=key))
    for name, value in row.items():
        if name in MONEY:
            figures.money[name] = value or Decimal(0)
        else:
            figures.values[name] = value or 0


# What a public cell says instead of a small number, and instead of one that would give it away.
FEW = f"<{SMALL}"
WITHHELD = "—"


def guarded(rows: Sequence[Figures], columns: Iterable[str]) -> list[dict[str, Any]]:
    """The lines as the public may see them.

    Counts below SMALL are shown as "<3". Where the total would give the hidden ones away (there
    is one, or all are one, or all are two), the next smallest is withheld too. Money stands
    only where the clues it belongs to are not few.
    """
    shown = [{"key": row.key, **{name: row.values[name] for name in columns}} for row in rows]
    for name in columns:
        _guard(shown, name)
    for line, row in zip(shown, rows, strict=True):
        for name in MONEY:
            few = 0 < row.values["clues"] < SMALL or line.get("clues") == WITHHELD
            line[name] = None if few else row.money[name]
    return shown


def _guard(shown: list[dict[str, Any]], name: str) -> None:
    small = [line for line in shown if 0 < line[name] < SMALL]
    together = sum(line[name] for line in small)
    if small and together in (len(small), len(small) * (SMALL - 1)):
        # Were the small ones all one, a withheld SMALL could only be what it is.
        at_least = SMALL + (together == len(small))
        others = [line for line in shown if line[name] >= SMALL]
        enough = [line for line in others if line[name] >= at_least]
        for line in sorted(enough, key=lambda line: line[name])[:1] or others:
            line[name] = WITHHELD
    for line in small:
        line[name] = FEW
