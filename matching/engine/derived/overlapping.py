"""Who was paid by one programme for two periods that overlap: asked in two ways, by how many there are."""

from __future__ import annotations

from core.cursors import Cursor
from matching.rules import SubjectFilter


_PAID = """
CREATE TEMP TABLE overlapping ON COMMIT DROP AS
SELECT DISTINCT p.beneficiary_id, p.programme_id
FROM {payments} AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND programme.period_kind NOT IN ('one-off', 'on-approval')
    AND EXISTS (
        SELECT FROM funds_payment AS other
        WHERE other.beneficiary_id = p.beneficiary_id AND other.programme_id = p.programme_id
            AND other.period_to >= p.period_from AND other.period_from <= p.period_to
            {another}
    )
    {affected}
"""
# Of all payments the database joins everything with itself.
_OF_ALL = "AND other.id <> p.id AND other.state = 'paid'"
# Of few each is asked for by itself, and the index tells: besides the payment there is a second.
_OF_FEW = "OFFSET 1"


def make_overlapping(cursor: Cursor, subjects: SubjectFilter) -> None:
    """Table overlapping(beneficiary_id bytea, programme_id bigint), of programmes with periods.

    The second payment may be one that the bank sent back: the rule looks closer.
    """
    few = subjects.changed_only or subjects.table is not None
    cursor.execute("DROP TABLE IF EXISTS pg_temp.overlapping")
    cursor.execute(
        _PAID.format(
            payments=subjects.payments,
            another=_OF_FEW if few else _OF_ALL,
            affected=subjects.condition("p.beneficiary_id"),
        )
    )
    cursor.execute("ANALYZE overlapping")
