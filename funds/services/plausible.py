"""Amounts that are far from what could be expected, to be asked about before a roster is submitted.

A slip of unit or decimals turns 300 yuan into 3,000,000 without breaking any rule of a cell. What
is expected is told by the standard in force, else by what the person got in the last period, else
by the middle of the sheet. Nothing is refused: the uploader says a word, the second person reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from core.cursors import Cursor
from core.divisions import CODE_LENGTH, LEVEL_LENGTHS
from core.money import yuan
from intake.reading.problems import Problem, register


# So many places are told; the rest goes with them.
MOST = 1_000
# Of fewer rows the middle one tells nothing of the others.
ENOUGH_ROWS = 5

register(
    {
        "amount-beside-standard": _(
            "%(amount)s yuan is %(times)s times what the standard in force gives (%(expected)s yuan). "
            "Check the unit and the number."
        ),
        "amount-beside-last-time": _(
            "%(amount)s yuan is %(times)s times what the same person got for as many months last time "
            "(%(expected)s yuan). Check the unit and the number."
        ),
        "amount-beside-others": _(
            "%(amount)s yuan is %(times)s times the middle amount of this sheet (%(expected)s yuan). Check "
            "the unit and the number."
        ),
        "amount-very-large": _(
            "%(amount)s yuan to one person is unusual. Check the unit and the number."
        ),
    },
    asked=(
        "amount-beside-standard", "amount-beside-last-time", "amount-beside-others",
        "amount-very-large",
    ),
)  # fmt: skip

_MONTHS = (
    "((extract(year FROM {row}.period_to) - extract(year FROM {row}.period_from)) * 12"
    " + extract(month FROM {row}.period_to) - extract(month FROM {row}.period_from) + 1)"
)
# What a standard's unit is multiplied by; NULL where the row does not say how many.
_TIMES = """
CASE
    WHEN found.unit = 'person-month' THEN months * people
    WHEN found.unit = 'person-quarter' THEN greatest(1, months / 3) * people
    WHEN found.unit = 'person-term' THEN greatest(1, months / 6) * people
    WHEN found.unit = 'person-year' THEN greatest(1, months / 12) * people
    WHEN found.unit = 'person-once' THEN people
    WHEN found.unit = 'household-month' THEN months
    WHEN found.unit = 'household-year' THEN greatest(1, months / 12)
    WHEN found.unit = 'household-once' THEN 1
    WHEN found.unit LIKE '%%-year' THEN row.units * greatest(1, months / 12)
    ELSE coalesce(row.units, 1)
END
"""
_ASKED = f"""
WITH row AS (
    SELECT d.*, {_MONTHS.format(row="d")} AS months,
        greatest(coalesce(d.household_size, 1), 1) AS people
    FROM {{draft}} AS d
    WHERE d.state = 'paid'
), kind AS (
    SELECT DISTINCT programme_id, region_id, recipient_class, period_from FROM row
), found AS MATERIALIZED (
    SELECT kind.*, standard.amount AS standard, standard.unit,
        -- Another class's is only the most that could be.
        standard.basis = 'fixed' AND standard.recipient_class IN ('', kind.recipient_class) AS fixed
    FROM kind
    CROSS JOIN LATERAL (
        SELECT s.amount, s.unit, s.basis, s.recipient_class FROM funds_standard AS s
        WHERE s.programme_id = kind.programme_id
            AND s.region_id IN (
                SELECT rpad(left(kind.region_id, length), %(code_length)s, '0')
                FROM unnest(%(lengths)s) AS length
            )
            AND s.valid_from <= kind.period_from
            AND (s.valid_to IS NULL OR s.valid_to >= kind.period_from)
        ORDER BY s.recipient_class = kind.recipient_class DESC, s.recipient_class = '' DESC,
            s.region_id DESC, s.amount DESC
        LIMIT 1
    ) AS standard
), before AS MATERIALIZED (
    SELECT p.beneficiary_id, p.programme_id, sum(p.amount) / sum({_MONTHS.format(row="p")}) AS monthly
    FROM funds_payment AS p
    WHERE p.batch_id = ANY(%(batches)s) AND p.state = 'paid'
    GROUP BY 1, 2
), middle AS (
    SELECT programme_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) AS amount
    FROM row GROUP BY 1 HAVING count(*) >= %(enough)s
), judged AS (
    SELECT row.sheet, row.row_number, row.amount,
        CASE
            WHEN found.standard IS NOT NULL AND {_TIMES} IS NOT NULL THEN 'amount-beside-standard'
            WHEN before.monthly IS NOT NULL THEN 'amount-beside-last-time'
            WHEN row.amount >= %(unusual)s THEN 'amount-very-large'
            ELSE 'amount-beside-others'
        END AS code,
        coalesce(
            found.standard * {_TIMES}, before.monthly * row.months,
            -- Areas differ more from farm to farm than allowances from person to person.
            middle.amount * %(factor)s
        ) AS expected,
        coalesce(found.standard * {_TIMES}, before.monthly * row.months) IS NULL AS by_others,
        coalesce(found.fixed, true) AS either_way
    FROM row
    LEFT JOIN found USING (programme_id, region_id, recipient_class, period_from)
    LEFT JOIN before USING (beneficiary_id, programme_id)
    LEFT JOIN middle USING (programme_id)
)
SELECT sheet, row_number, code, amount,
    CASE WHEN by_others THEN expected / %(factor)s ELSE expected END
FROM judged
WHERE amount >= expected * %(factor)s
    OR (either_way AND NOT by_others AND amount * %(factor)s <= expected)
    OR code = 'amount-very-large'
ORDER BY sheet, row_number
LIMIT %(most)s
"""


def amounts_to_ask_about(cursor: Cursor, draft: str, previous: list[int]) -> Iterator[Problem]:
    """A question for each row of the draft (a table shaped like funds_payment) whose amount is
    settings.AMOUNT_OUTLIER_FACTOR times as much as expected, or as little; `previous` are the
    batches of the last period.
    """
    cursor.execute(
        _ASKED.format(draft=draft),
        {
            "batches": previous,
            "factor": settings.AMOUNT_OUTLIER_FACTOR,
            "unusual": settings.AMOUNT_UNUSUAL,
            "enough": ENOUGH_ROWS,
            "code_length": CODE_LENGTH,
            "lengths": list(LEVEL_LENGTHS),
            "most": MOST,
        },
    )
    for sheet, row, code, amount, expected in cursor.fetchall():
        yield Problem(sheet, row, None, "", code, _params(amount, expected), "question")


def _params(amount: Decimal, expected: Decimal | None) -> dict[str, Any]:
    params: dict[str, Any] = {"amount": yuan(amount)}
    if expected:
        times = amount / expected
        shown = f"{times:.0f}" if times >= 1 else f"1/{1 / times:.0f}"
        params |= {"expected": yuan(expected.quantize(Decimal("0.01"))), "times": shown}
    return params
