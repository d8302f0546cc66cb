"""Kept sums: what pages show instead of counting millions. Every change of rows passes here.

Each payment counts once for every region above it: village, township, county, prefecture,
province. The sums hold what was paid and not returned.
"""

from __future__ import annotations

from typing import Any

from core.cursors import Cursor
from core.divisions import CODE_LENGTH, LEVEL_LENGTHS
from funds.choices import PaymentState


# Sums in the order of their key, so that two publications never wait for each other in a ring.
_ADD = """
INSERT INTO funds_paymenttotal (programme_id, region_code, month, payments, amount)
SELECT programme_id, region_code, month, %(sign)s * sum(payments), %(sign)s * sum(amount)
FROM (
    SELECT programme_id, region_id, date_trunc('month', paid_on)::date AS month,
        count(*) AS payments, sum(amount) AS amount
    FROM funds_payment
    WHERE {condition} AND state = %(paid)s
    GROUP BY 1, 2, 3
) AS village
CROSS JOIN LATERAL (
    SELECT DISTINCT rpad(left(region_id, length), %(code_length)s, '0') AS region_code
    FROM unnest(%(lengths)s) AS length
) AS above
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
ON CONFLICT (region_code, programme_id, month) DO UPDATE SET
    payments = funds_paymenttotal.payments + excluded.payments,
    amount = funds_paymenttotal.amount + excluded.amount
"""


def _add(cursor: Cursor, condition: str, sign: int, values: dict[str, Any]) -> None:
    # One at a time until commit: a correction changes two sums and may not meet a publication
    # half-way. Every caller comes here last, so the wait is short.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('funds.totals'))")
    cursor.execute(
        _ADD.format(condition=condition),
        {
            "sign": sign,
            "paid": PaymentState.PAID.value,
            "code_length": CODE_LENGTH,
            "lengths": list(LEVEL_LENGTHS),
            **values,
        },
    )


def add_batch(cursor: Cursor, batch_id: int) -> None:
    """Add a batch's paid rows to the sums, inside the publishing transaction."""
    _add(cursor, "batch_id = %(batch)s", 1, {"batch": batch_id})


def take_batch_out(cursor: Cursor, batch_id: int) -> None:
    """Mark a batch's standing rows withdrawn and take the paid ones out of the sums."""
    _add(cursor, "batch_id = %(batch)s", -1, {"batch": batch_id})
    cursor.execute(
        "UPDATE funds_payment SET state = %s WHERE batch_id = %s AND state IN (%s, %s)",
        [
            PaymentState.WITHDRAWN.value,
            batch_id,
            PaymentState.PAID.value,
            PaymentState.RETURNED.value,
        ],
    )


def add_payments(cursor: Cursor, payments: list[int]) -> None:
    """Add paid rows to the sums, after their state changed."""
    _add(cursor, "id = ANY(%(payments)s)", 1, {"payments": payments})


def take_payments_out(cursor: Cursor, payments: list[int]) -> None:
    """Take paid rows out of the sums, before their state changes."""
    _add(cursor, "id = ANY(%(payments)s)", -1, {"payments": payments})


def add_payment(cursor: Cursor, payment_id: int) -> None:
    """Add one paid row to the sums (a correction's new version)."""
    add_payments(cursor, [payment_id])


def take_payment_out(cursor: Cursor, payment_id: int) -> None:
    """Take one paid row out of the sums, before its state changes."""
    take_payments_out(cursor, [payment_id])
