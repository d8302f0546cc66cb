"""What a draft roster changes against the last period, and what of it is published already."""

from __future__ import annotations

from typing import Any

from core.cursors import Cursor
from core.money import yuan
from funds.services.disclosing import verdicts_on_draft
from funds.services.plausible import amounts_to_ask_about
from intake.models import Batch
from intake.sheets import Comparison, Difference


EXAMPLES = 200
POINTED_OUT = 1_000
_SAME = """
    p.beneficiary_id = d.beneficiary_id AND p.programme_id = d.programme_id
    AND p.period_from = d.period_from AND p.period_to = d.period_to
    AND p.amount = d.amount AND p.state IN ('paid', 'returned')
"""
_DIFFERENCES = """
WITH before AS (
    SELECT beneficiary_id, programme_id, min(beneficiary_name) AS name, min(region_id) AS region,
        sum(amount) AS amount, min(encode(account, 'hex')) AS account
    FROM funds_payment
    WHERE batch_id = ANY(%(batches)s) AND state IN ('paid', 'returned')
    GROUP BY 1, 2
), after AS (
    SELECT beneficiary_id, programme_id, min(beneficiary_name) AS name, min(region_id) AS region,
        sum(amount) AS amount, min(encode(account, 'hex')) AS account
    FROM {draft} GROUP BY 1, 2
), compared AS (
    SELECT
        CASE
            WHEN before.name IS NULL THEN 'added'
            WHEN after.name IS NULL THEN 'dropped'
            WHEN before.amount <> after.amount THEN 'amount'
            WHEN before.account IS DISTINCT FROM after.account THEN 'account'
        END AS kind,
        coalesce(after.name, before.name) AS name,
        coalesce(after.region, before.region) AS region,
        before.amount AS was, after.amount AS becomes
    FROM before FULL JOIN after USING (beneficiary_id, programme_id)
)
SELECT kind, name, region, was, becomes, count(*) OVER (PARTITION BY kind)
FROM (
    SELECT *, row_number() OVER (PARTITION BY kind ORDER BY region, name) AS place
    FROM compared WHERE kind IS NOT NULL
) AS numbered
ORDER BY kind, place
"""


def compare_payments(cursor: Cursor, draft: str, batch: Batch) -> Comparison:
    """Against the same office's last published period of the same programmes."""
    comparison = Comparison()
    cursor.execute(
        f"""
        SELECT count(*) - count(DISTINCT (beneficiary_id, programme_id, period_from, period_to, amount))
        FROM {draft}
        """
    )
    comparison.duplicates_inside = cursor.fetchone()[0]
    cursor.execute(
        f"SELECT count(*) FROM {draft} AS d WHERE EXISTS (SELECT FROM funds_payment AS p WHERE {_SAME})"
    )
    comparison.already_published = cursor.fetchone()[0]
    comparison.disclosure = verdicts_on_draft(cursor, draft)
    if comparison.already_published:
        cursor.execute(
            f"""
            SELECT DISTINCT ON (d.sheet, d.row_number) d.sheet, d.row_number, p.batch_id, p.row_number
            FROM {draft} AS d JOIN funds_payment AS p ON {_SAME}
            ORDER BY d.sheet, d.row_number, p.id LIMIT %s
            """,
            [POINTED_OUT],
        )
        comparison.published_rows = cursor.fetchall()
    cursor.execute(f"SELECT min(period_from), array_agg(DISTINCT programme_id) FROM {draft}")
    first_day, programmes = cursor.fetchone()
    previous = _previous_batches(cursor, batch, first_day, programmes)
    comparison.problems += amounts_to_ask_about(
        cursor, draft, [number for number, _day in previous]
    )
    if not previous:
        return comparison
    comparison.previous_batch = max(number for number, _period in previous)
    comparison.previous_period = max(period for _number, period in previous).isoformat()
    _differences(cursor, draft, [number for number, _period in previous], comparison)
    return comparison


def _previous_batches(
    cursor: Cursor, batch: Batch, first_day: Any, programmes: list[int]
) -> list[tuple[int, Any]]:
    """The batches of the last period before `first_day`: usually one, several if it came in parts."""
    cursor.execute(
        """
        WITH candidates AS (
            SELECT b.id, (
                SELECT p.period_from FROM funds_payment AS p
                WHERE p.batch_id = b.id AND p.programme_id = ANY(%(programmes)s)
                -- In the order of the batch's own index, or all payments would be read for it.
                ORDER BY p.sheet, p.row_number LIMIT 1
            ) AS period
            FROM intake_batch AS b
            WHERE b.office_id = %(office)s AND b.kind = %(kind)s AND b.status = 'published'
                AND b.region_code = %(region)s
            ORDER BY b.id DESC LIMIT 60
        )
        SELECT id, period FROM candidates
        WHERE period = (SELECT max(period) FROM candidates WHERE period < %(first_day)s)
        """,
        {
            "office": batch.office_id,
            "kind": batch.kind,
            "region": batch.region_code,
            "programmes": programmes,
            "first_day": first_day,
        },
    )
    return list(cursor.fetchall())


def _differences(cursor: Cursor, draft: str, previous: list[int], comparison: Comparison) -> None:
    cursor.execute(_DIFFERENCES.format(draft=draft), {"batches": previous})
    shown: dict[str, int] = {}
    for kind, name, region, was, becomes, count in cursor:
        comparison.counts[kind] = count
        shown[kind] = shown.get(kind, 0) + 1
        if shown[kind] <= EXAMPLES // 4:
            comparison.examples.append(Difference(kind, name, region, yuan(was), yuan(becomes)))


def delete_published(cursor: Cursor, draft: str) -> int:
    """Take out of the draft what stands published already; returns how many rows."""
    cursor.execute(
        f"DELETE FROM {draft} AS d WHERE EXISTS (SELECT FROM funds_payment AS p WHERE {_SAME})"
    )
    return int(cursor.rowcount)
