"""A bank's result file marks the payments it is about: what was sent back no longer counts as paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection

from auditing.services import record
from core.cursors import Cursor
from funds.choices import PaymentState
from funds.services.disclosing import retest_batch
from funds.services.totals import add_payments, take_payments_out
from intake.choices import ChangeKind
from intake.models import Batch, Change


# By number where the line has one, else by account; the same office, amount, programme and time.
_MATCH = """
WITH line AS (
    SELECT * FROM unnest(%(places)s::int[], %(numbers)s::bytea[], %(accounts)s::bytea[],
        %(amounts)s::numeric[]) AS line(place, person, account, amount)
), candidate AS (
    SELECT line.place, line.amount, p.id FROM line
    JOIN funds_payment AS p ON p.beneficiary_id = line.person
    WHERE line.person IS NOT NULL
    UNION
    SELECT line.place, line.amount, p.id FROM line
    JOIN funds_payment AS p ON p.payee_id = line.person
    WHERE line.person IS NOT NULL
    UNION
    SELECT line.place, line.amount, p.id FROM line
    JOIN funds_payment AS p ON p.account = line.account
    WHERE line.person IS NULL AND line.account IS NOT NULL
)
SELECT candidate.place, p.id, p.state, p.beneficiary_name, p.payee_name
FROM candidate
JOIN funds_payment AS p ON p.id = candidate.id AND p.amount = candidate.amount
JOIN intake_batch AS b ON b.id = p.batch_id
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE b.office_id = %(office)s AND p.state IN ('paid', 'returned')
    AND (%(programme)s = '' OR programme.code = %(programme)s)
    AND (%(start)s::date IS NULL OR (p.period_from, p.period_to)
        OVERLAPS (%(start)s::date, %(end)s::date + 1))
ORDER BY candidate.place, p.id
"""
Match = tuple[int, str, str, str | None]


def payments_of_lines(
    *,
    batch: Batch,
    numbers: Sequence[bytes | None],
    accounts: Sequence[bytes | None],
    amounts: Sequence[Decimal | None],
) -> list[list[Match]]:
    """For each line (sealed number, sealed account, yuan) the standing payments of the batch's office
    that it may be about: (id, state, beneficiary's name, payee's name).
    """
    found: list[list[Match]] = [[] for _line in amounts]
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCH,
            {
                "places": list(range(len(amounts))),
                "numbers": list(numbers),
                "accounts": list(accounts),
                "amounts": list(amounts),
                "office": batch.office_id,
                "programme": batch.programme_code,
                "start": batch.period_from,
                "end": batch.period_to,
            },
        )
        for place, *match in cursor.fetchall():
            found[place].append((match[0], match[1], match[2], match[3]))
    return found


def mark_returned(cursor: Cursor, batch: Batch) -> list[int]:
    """Inside the publishing transaction: what the bank sent back stands as returned. Returns which.

    A payment that was corrected or withdrawn since the file was checked keeps what it is; how many
    those are stands in the audit trail.
    """
    _lock_rosters(cursor, batch)
    cursor.execute(
        "SELECT result.payment_id, p.state FROM funds_bankresult AS result"
        " JOIN funds_payment AS p ON p.id = result.payment_id"
        " WHERE result.batch_id = %s AND result.result = %s FOR UPDATE OF p",
        [batch.pk, PaymentState.RETURNED.value],
    )
    rows = cursor.fetchall()
    standing = [payment for payment, state in rows if state == PaymentState.PAID]
    take_payments_out(cursor, standing)
    _move(cursor, batch, standing, PaymentState.RETURNED)
    cursor.execute(
        "UPDATE funds_bankresult SET marked = true WHERE batch_id = %s AND payment_id = ANY(%s)",
        [batch.pk, standing],
    )
    record(
        action="funds.mark-returned", by=batch.decided_by, target=f"batch:{batch.pk}",
        detail={"returned": len(standing), "overtaken": len(rows) - len(standing)},
    )  # fmt: skip
    return standing


def unmark_returned(cursor: Cursor, batch: Batch) -> list[int]:
    """Inside the withdrawing transaction: what a file marked, and no file that stands says any more,
    stands as paid again; what its own roster calls returned stays so. Returns which.
    """
    _lock_rosters(cursor, batch)
    cursor.execute("UPDATE funds_bankresult SET ended = true WHERE batch_id = %s", [batch.pk])
    cursor.execute(
        "SELECT p.id FROM funds_bankresult AS result JOIN funds_payment AS p"
        " ON p.id = result.payment_id AND p.state = %(returned)s"
        " WHERE result.batch_id = %(batch)s AND result.result = %(returned)s AND NOT EXISTS ("
        " SELECT FROM funds_bankresult AS other WHERE other.payment_id = p.id"
        " AND NOT other.ended AND other.result = %(returned)s) AND EXISTS ("
        " SELECT FROM funds_bankresult AS marking WHERE marking.payment_id = p.id"
        " AND marking.marked) FOR UPDATE OF p",
        {"batch": batch.pk, "returned": PaymentState.RETURNED.value},
    )
    payments = [payment for (payment,) in cursor.fetchall()]
    _move(cursor, batch, payments, PaymentState.PAID)
    add_payments(cursor, payments)
    return payments


def _lock_rosters(cursor: Cursor, batch: Batch) -> None:
    """Whoever corrects or withdraws of a roster takes its batch first and the sums last; so does this."""
    cursor.execute(
        "SELECT b.id FROM intake_batch AS b WHERE b.id IN ("
        " SELECT p.batch_id FROM funds_bankresult AS result"
        " JOIN funds_payment AS p ON p.id = result.payment_id WHERE result.batch_id = %s"
        ") ORDER BY b.id FOR UPDATE OF b",
        [batch.pk],
    )


def _move(cursor: Cursor, batch: Batch, payments: list[int], state: PaymentState) -> None:
    """Set the state of payments, and have their rosters' sums, tests and cross-checks follow."""
    cursor.execute(
        "UPDATE funds_payment SET state = %s WHERE id = ANY(%s)", [state.value, payments]
    )
    sign = -1 if state == PaymentState.RETURNED else 1
    cursor.execute(
        "UPDATE intake_batch AS b SET amount = b.amount + %s * moved.amount FROM ("
        " SELECT batch_id, sum(amount) AS amount FROM funds_payment WHERE id = ANY(%s) GROUP BY 1"
        ") AS moved WHERE b.id = moved.batch_id RETURNING b.id",
        [sign, payments],
    )
    for (roster,) in cursor.fetchall():
        Change.objects.create(batch_id=roster, kind=ChangeKind.CORRECTED)
        retest_batch(cursor, roster)
