"""Which villages, towns and counties make public what they owe, and whether it adds up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from core.divisions import code_range
from regions.models import Region
from villages.choices import PostingState, Proof
from villages.selectors.duties import periods, regular_duties, since


# So many days back the board looks: the items that fell due in the last year.
LOOKS_BACK = 366
# Only what the items owed can need is read: postings and statements of many years lie behind it.
# `kept` is read once and serves both questions, done or not and right or not.
_SCORES = f"""
WITH places AS (
    SELECT code, left(code, %(digits)s) AS above FROM regions_region
    WHERE level = 'village' AND (valid_to IS NULL OR valid_to >= %(today)s) AND code BETWEEN %(low)s AND %(high)s
), owed AS (
    SELECT * FROM unnest(%(duties)s::int[], %(starts)s::date[], %(ends)s::date[], %(dues)s::date[])
        AS owed (duty_id, period_from, period_to, due_on)
), posted AS (
    SELECT p.region_id AS code, p.duty_id, p.period_to,
        (min(p.published_at) AT TIME ZONE %(zone)s)::date AS done_on
    FROM villages_posting AS p
    WHERE p.status = '{PostingState.PUBLISHED}' AND p.period_to >= %(first)s
        AND p.region_id BETWEEN %(low)s AND %(high)s
    GROUP BY 1, 2, 3
), kept AS MATERIALIZED (
    SELECT region_code AS code, month, published_at, opening, income, expense, closing,
        lag(CASE WHEN month >= %(first)s THEN coalesce(closing, opening + income - expense) END)
            OVER (PARTITION BY region_code ORDER BY month) AS before
    FROM villages_statement
    WHERE region_code BETWEEN %(low)s AND %(high)s
        AND month >= least(%(first)s, (SELECT min(period_from) FROM owed))
), booked_months AS (
    SELECT owed.*, month::date, count(*) OVER (PARTITION BY duty_id, period_to) AS needed
    FROM owed, generate_series(period_from, period_to, interval '1 month') AS month
    WHERE duty_id = ANY(%(ledgers)s)
), booked AS (
    SELECT code, duty_id, period_to, (max(published_at) AT TIME ZONE %(zone)s)::date AS done_on
    FROM booked_months JOIN kept USING (month)
    GROUP BY 1, 2, 3 HAVING count(*) = min(needed)
), done AS (
    SELECT code, count(*) FILTER (WHERE done_on <= due_on) AS done,
        count(*) FILTER (WHERE done_on > due_on) AS late
    FROM (SELECT * FROM posted UNION ALL SELECT * FROM booked) AS whatever
    JOIN owed USING (duty_id, period_to)
    GROUP BY code
), right_months AS (
    SELECT code, count(*) AS months, count(*) FILTER (
        WHERE (opening IS NULL OR before IS NULL OR opening = before)
            AND (closing IS NULL OR opening IS NULL OR closing = opening + income - expense)
    ) AS right_ones
    FROM kept WHERE month >= %(first)s GROUP BY code
)
SELECT rpad(places.above, 12, '0'), count(*),
    count(*) FILTER (WHERE done.code IS NOT NULL OR right_months.code IS NOT NULL),
    coalesce(sum(done.done), 0),
    coalesce(sum(done.late), 0), coalesce(sum(right_months.months), 0),
    coalesce(sum(right_months.right_ones), 0)
FROM places
LEFT JOIN done USING (code)
LEFT JOIN right_months USING (code)
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Score:
    """One place's items of the last year; a place above villages adds theirs up.

    `taking_part` are villages that published anything. `owed` counts items already due. `months` are published months of ledgers,
    `right` those that open with the balance before and close with what their lines give.
    """

    region: Region
    villages: int
    taking_part: int
    owed: int
    done: int
    late: int
    months: int
    right: int

    @property
    def missing(self) -> int:
        return max(self.owed - self.done - self.late, 0)

    @property
    def completeness(self) -> float:
        """Done in time, late ones counted half, of what was owed."""
        return (self.done + self.late / 2) / self.owed if self.owed else 0.0

    @property
    def correctness(self) -> float | None:
        return self.right / self.months if self.months else None

    @property
    def percent(self) -> int:
        return int(self.completeness * 100)

    @property
    def right_percent(self) -> int | None:
        return None if self.correctness is None else int(self.correctness * 100)


def scores_below(region: Region, *, today: date, zone: str) -> list[Score]:
    """The places right below a region, the most complete first; three queries."""
    low, high = code_range(region.code)
    below = {child.code: child for child in Region.objects.filter(parent=region).in_force()}
    digits = {"prefecture": 6, "county": 9, "township": 12}.get(region.level, 4)
    duties = regular_duties()
    first = max(today - timedelta(days=LOOKS_BACK), since())
    owed = [
        (duty.pk, period.start, period.end, due)
        for duty in duties
        for period in periods(duty.cadence, max(first, duty.valid_from), today)
        if (due := period.end + timedelta(days=duty.due_days)) <= today
    ]
    columns = list(zip(*owed, strict=True)) if owed else [(), (), (), ()]
    values: dict[str, Any] = {
        "digits": digits, "low": low, "high": high, "zone": zone, "first": first,
        "today": today,
        "duties": list(columns[0]), "starts": list(columns[1]), "ends": list(columns[2]),
        "dues": list(columns[3]),
        "ledgers": [duty.pk for duty in duties if duty.proof == Proof.LEDGER],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SCORES, values)
        scores = [
            Score(
                below[code], villages, taking_part, villages * len(owed), done, late, months, right
            )
            for code, villages, taking_part, done, late, months, right in cursor.fetchall()
            if code in below
        ]
    return sorted(scores, key=lambda s: (-s.completeness, -(s.correctness or 0), s.region.code))
