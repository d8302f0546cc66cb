"""Kept monthly statements: what pages read instead of adding lines up. Every change passes here."""

from __future__ import annotations

from core.cursors import Cursor
from intake.sheets import Comparison
from villages.choices import Entry, LineState


POINTED_OUT = 1_000
_SAME = f"""
    l.region_id = d.region_id AND l.month = d.month AND l.entry = d.entry
    AND l.voucher_number = d.voucher_number AND l.amount = d.amount AND l.summary = d.summary
    AND l.entered_on IS NOT DISTINCT FROM d.entered_on AND l.state = '{LineState.STANDING}'
"""
_REFRESH = f"""
WITH months AS (
    SELECT DISTINCT region_id, month FROM villages_ledgerline WHERE {{condition}}
), gone AS (
    DELETE FROM villages_statement AS s USING months
    WHERE s.region_code = months.region_id AND s.month = months.month
        AND NOT EXISTS (
            SELECT FROM villages_ledgerline AS l
            WHERE l.region_id = months.region_id AND l.month = months.month
                AND l.state = '{LineState.STANDING}'
        )
)
INSERT INTO villages_statement
    (region_code, month, opening, income, expense, closing, lines, published_at)
SELECT region_id, month,
    (array_agg(amount ORDER BY l.id) FILTER (WHERE entry = '{Entry.OPENING}'))[1],
    coalesce(sum(amount) FILTER (WHERE entry = '{Entry.INCOME}'), 0),
    coalesce(sum(amount) FILTER (WHERE entry = '{Entry.EXPENSE}'), 0),
    (array_agg(amount ORDER BY l.id DESC) FILTER (WHERE entry = '{Entry.CLOSING}'))[1],
    count(*) FILTER (WHERE entry IN ('{Entry.INCOME}', '{Entry.EXPENSE}')),
    now()
FROM months JOIN villages_ledgerline AS l USING (region_id, month)
WHERE l.state = '{LineState.STANDING}'
GROUP BY region_id, month
ORDER BY region_id, month
ON CONFLICT (region_code, month) DO UPDATE SET
    opening = excluded.opening, income = excluded.income, expense = excluded.expense,
    closing = excluded.closing, lines = excluded.lines
"""


def refresh_batch(cursor: Cursor, batch_id: int) -> None:
    """Work out the statements of all months that a batch touches, inside its transaction."""
    _refresh(cursor, "batch_id = %(key)s", batch_id)


def refresh_line(cursor: Cursor, line_id: int) -> None:
    """Work out the statement of one line's month."""
    _refresh(cursor, "id = %(key)s", line_id)


def take_batch_out(cursor: Cursor, batch_id: int) -> None:
    """Mark a batch's standing lines withdrawn and work its months out anew."""
    cursor.execute(
        "UPDATE villages_ledgerline SET state = %s WHERE batch_id = %s AND state = %s",
        [LineState.WITHDRAWN.value, batch_id, LineState.STANDING.value],
    )
    refresh_batch(cursor, batch_id)


def _refresh(cursor: Cursor, condition: str, key: int) -> None:
    # One at a time until commit, so that two sheets of one month never miss each other's lines.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('villages.statements'))")
    cursor.execute(_REFRESH.format(condition=condition), {"key": key})


def compare_ledger(cursor: Cursor, draft: str) -> Comparison:
    """What of a draft stands published already."""
    comparison = Comparison()
    cursor.execute(
        f"""
        SELECT d.sheet, d.row_number, min(l.batch_id), min(l.row_number), count(*) OVER ()
        FROM {draft} AS d JOIN villages_ledgerline AS l ON {_SAME}
        WHERE d.entry IN ('{Entry.INCOME}', '{Entry.EXPENSE}')
        GROUP BY d.sheet, d.row_number ORDER BY d.sheet, d.row_number LIMIT %s
        """,
        [POINTED_OUT],
    )
    found = cursor.fetchall()
    comparison.published_rows = [row[:4] for row in found]
    comparison.already_published = found[0][4] if found else 0
    return comparison


def delete_published(cursor: Cursor, draft: str) -> int:
    """Delete from a draft the lines that stand published already; returns how many."""
    cursor.execute(f"DELETE FROM {draft} AS d USING villages_ledgerline AS l WHERE {_SAME}")
    return int(cursor.rowcount)
