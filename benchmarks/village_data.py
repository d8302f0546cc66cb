"""Village ledgers of a known size, made by the database itself and not through intake.

One INSERT … SELECT a table, in the order in which the rows would have come: month after month,
town after town. Indexes are dropped before and made anew after; 15 million rows would otherwise
take an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.cursors import Cursor


MARK = "bench-villages"
BOOKED = ("villages_ledgerline", "villages_voucher")
TABLES = (
    *BOOKED, "villages_statement", "villages_posting", "villages_contract", "villages_worksentry",
    "villages_decisionentry", "intake_batch",
)  # fmt: skip
POSTINGS_A_YEAR = 20
POSTING_YEARS = 3

# Drawn by md5, so that a tenth of the villages lies all over the city and is the same each time.
_UNFILLED = """
regions_region AS r WHERE level = 'village' AND valid_to IS NULL AND code LIKE '3501%%'
    AND NOT EXISTS (SELECT FROM villages_ledgerline AS l WHERE l.region_id = r.code)
"""
_VILLAGES = f"""
CREATE TEMP TABLE bench_village ON COMMIT DROP AS
SELECT code, left(code, 9) || '000' AS town FROM {_UNFILLED}
ORDER BY md5(code) LIMIT %(villages)s;
CREATE TEMP TABLE bench_month ON COMMIT DROP AS
SELECT month::date, (month + interval '1 month - 1 day')::date AS last,
    (extract(month FROM month)::int * %(lines)s / 12)
        - ((extract(month FROM month)::int - 1) * %(lines)s / 12) AS lines
FROM generate_series(%(first)s::date, %(last)s::date, '1 month') AS month;
"""
_BATCH = """
INSERT INTO intake_batch (kind, confidential, office_id, programme_code, region_code, period_from,
    period_to, append, file_name, sha256, size, status, refusal, rows, accepted, rejected, warnings,
    amount, comparison, headings, uploaded_at, leave_out_published, decision_note, at_console,
    published_at, withdrawal_reason)
SELECT {kind}, false, %(office)s, '', {region}, {start}, {end}, false, %(mark)s,
    encode(sha256(convert_to(concat_ws(' ', {kind}, {region}, {start}, now()), 'UTF8')), 'hex'), 1,
    'published', '', 1, 1, 0, 0, 0, '{{}}', '[]', {at}, false, '', true, {at}, ''
"""
_LEDGER_BATCHES = (
    _BATCH.format(
        kind="'village-ledger'", region="town", start="month", end="last",
        at="last + interval '9 days 8 hours'",
    )
    + " FROM (SELECT DISTINCT town FROM bench_village) AS towns CROSS JOIN bench_month"
    " ORDER BY month, town"
)  # fmt: skip
# Row 0 states the opening balance and the last row the closing one: both add up and carry over.
_LINES = """
INSERT INTO villages_ledgerline (batch_id, sheet, row_number, region_id, month, entry, entered_on,
    voucher_number, summary, category, amount, balance, counterparty, handler, witness, approver,
    supervision, funding_source, document_number, contract_number, works_number, attachments,
    invoice_code, invoice_number)
WITH numbered AS (
    SELECT v.code, v.town, m.month, m.last, m.lines, n,
        abs(hashtext(concat_ws(' ', v.code, m.month, n))::bigint) AS h,
        n BETWEEN 1 AND m.lines AS moves
    FROM bench_village AS v CROSS JOIN bench_month AS m
    CROSS JOIN LATERAL generate_series(0, m.lines + 1) AS n
), sided AS (
    SELECT *, moves AND h %% 5 = 0 AS income,
        CASE WHEN h %% 5 = 0 THEN h %% 600000 ELSE h %% 100000 END / 100.0 + 1 AS amount
    FROM numbered
), run AS (
    SELECT *, 100000 + sum(CASE WHEN NOT moves THEN 0 WHEN income THEN amount ELSE -amount END)
        OVER (PARTITION BY code ORDER BY month, n) AS running
    FROM sided
)
SELECT b.id, '收支明细', 3 + row_number() OVER (PARTITION BY b.id ORDER BY code, n), code, month,
    CASE WHEN n = 0 THEN 'opening' WHEN n > lines THEN 'closing' WHEN income THEN 'income'
        ELSE 'expense' END,
    CASE WHEN moves THEN month + n * 27 / (lines + 1) END,
    CASE WHEN moves THEN '记-' || n ELSE '' END,
    CASE WHEN n = 0 THEN '上期结余' WHEN n > lines THEN '本期结余'
        WHEN income THEN (ARRAY['县财政局拨村级运转经费', '山场租金', '鱼塘承包款'])[1 + h %% 3]
        ELSE (ARRAY['购买办公用纸', '村道维修人工费', '重阳节慰问老人', '路灯电费', '保洁员工资',
            '水渠清淤机械费', '农家书屋订报'])[1 + h %% 7] END,
    CASE WHEN NOT moves THEN '' WHEN income THEN (ARRAY['11', '13', '12'])[1 + h %% 3]
        ELSE (ARRAY['22', '24', '26', '25', '21', '24', '23'])[1 + h %% 7] END,
    CASE WHEN moves THEN run.amount ELSE running END, running,
    CASE WHEN moves THEN (ARRAY['林秀珍', '县供电公司', '福兴建材店', '陈建国'])[1 + h %% 4]
        ELSE '' END,
    '林福生', '郑国强', '黄志明', '同意', CASE WHEN income THEN '上级补助' ELSE '' END, '',
    CASE WHEN moves AND h %% 25 = 1 THEN 'HT-' || 1 + h %% 4 ELSE '' END,
    CASE WHEN moves AND h %% 25 = 2 THEN 'GC-' || 1 + h %% 2 ELSE '' END,
    CASE WHEN moves THEN %(pictures)s END, '',
    CASE WHEN moves AND h %% 3 = 0 THEN lpad(h::text || n || right(code, 6), 20, '2') ELSE '' END
FROM run JOIN intake_batch AS b ON b.region_code = run.town AND b.period_from = run.month
    AND b.kind = 'village-ledger' AND b.id > %(before)s
ORDER BY month, town, code, n
"""
# One in a hundred was withdrawn again. Every month has one photo of the notice wall besides.
_PICTURES = """
INSERT INTO villages_voucher (region_id, month, voucher_number, kind, place, status, public_files,
    at_console, sha256, page, width, height, masks, invoice_code, invoice_number, office_id,
    uploaded_at, published_at, withdrawn_at, reason)
SELECT region_id, month, number, kind, place,
    CASE WHEN gone THEN 'withdrawn' ELSE 'published' END, NOT gone, true,
    sha256(convert_to(concat_ws(' ', region_id, month, number, place), 'UTF8')), 1, 1240, 1754,
    CASE WHEN place %% 3 = 0 THEN '[[0.1, 0.2, 0.3, 0.05]]'::jsonb ELSE '[]' END, '',
    CASE WHEN place = 1 THEN invoice_number ELSE '' END, %(office)s,
    month + interval '1 month', month + interval '1 month 9 days',
    CASE WHEN gone THEN month + interval '2 months' END,
    CASE WHEN gone THEN '身份证号没有遮住' ELSE '' END
FROM (
    SELECT l.id, region_id, month, voucher_number AS number, 'voucher' AS kind, place,
        (l.id + place) %% 100 = 0 AS gone, invoice_number
    FROM villages_ledgerline AS l CROSS JOIN generate_series(1, %(pictures)s) AS place
    WHERE l.batch_id > %(before)s AND entry IN ('income', 'expense')
    UNION ALL
    SELECT l.id, region_id, month, '', 'wall', 1, false, ''
    FROM villages_ledgerline AS l WHERE l.batch_id > %(before)s AND entry = 'opening'
) AS pictures
ORDER BY id, place
"""
_PERIODS = """
SELECT * FROM unnest(%(duties)s::int[], %(starts)s::date[], %(ends)s::date[])
    AS period (duty_id, period_from, period_to)
"""
_POSTINGS = f"""
INSERT INTO villages_posting (region_id, duty_id, period_from, period_to, kind, title, body,
    objection_office, objection_phone, status, office_id, written_at, at_console, published_at,
    reason)
SELECT code, duty_id, period_from, period_to, 'disclosure', '本期公开事项',
    repeat('本村按照规定将本期有关事项公开如下，请村民监督。', 12), '', '', 'published', %(office)s,
    at, true, at, ''
FROM (
    SELECT *, period_to + (hashtext(concat(code, period_to, duty_id)) & 31) * interval '1 day' AS at,
        row_number() OVER (PARTITION BY code ORDER BY md5(concat(code, period_to, duty_id))) AS place
    FROM bench_village CROSS JOIN ({_PERIODS}) AS period
) AS posted
WHERE place <= %(postings)s AND at < now()
ORDER BY at
"""
_RECORD_BATCH = _BATCH.format(
    kind="%(kind)s", region="'350100000000'", start="NULL::date", end="NULL::date", at="now()"
)
_RECORDS = {
    "village-contracts": """
INSERT INTO villages_contract (batch_id, sheet, row_number, region_id, number, name, kind, side,
    counterparty, signed_on, starts_on, ends_on, price, instalment, every_months, first_due_on,
    decision_number, works_number, subject)
SELECT %(batch)s, '合同', n, code, 'HT-' || n, '鱼塘承包合同', 'resource', 'receives', '陈建国',
    '2020-01-01'::date, '2020-01-01'::date, '2029-12-31'::date, 60000, 6000, 12,
    '2020-06-30'::date, 'JY-1', '', '村东鱼塘' FROM bench_village CROSS JOIN generate_series(1, 4) AS n
ORDER BY code, n
""",
    "village-works": """
INSERT INTO villages_worksentry (batch_id, sheet, row_number, region_id, number, name, step,
    held_on, amount, party, funding_source, contract_number, decision_number, detail)
SELECT %(batch)s, '工程', n * 10 + place, code, 'GC-' || n, '村道硬化工程', step,
    '2022-01-10'::date + place::int * 20, 200000, '福兴建设公司', '上级补助', 'HT-1', 'JY-2', ''
FROM bench_village CROSS JOIN generate_series(1, 2) AS n CROSS JOIN unnest(ARRAY['proposal',
    'decision', 'budget', 'award', 'contract', 'start', 'acceptance', 'settlement', 'payment'])
    WITH ORDINALITY AS steps (step, place)
ORDER BY code, n, place
""",
    "village-decisions": """
INSERT INTO villages_decisionentry (batch_id, sheet, row_number, region_id, number, name, subject,
    step, held_on, entitled, attended, in_favour, against, abstained, detail)
SELECT %(batch)s, '决议', n * 10 + place, code, 'JY-' || n, '村道硬化', 'works', step,
    '2021-10-10'::date + place::int * 10, 60, 50, 45, 3, 2, ''
FROM bench_village CROSS JOIN generate_series(1, 3) AS n CROSS JOIN unnest(ARRAY['proposed',
    'consulted', 'party', 'representatives', 'published', 'result'])
    WITH ORDINALITY AS steps (step, place)
ORDER BY code, n, place
""",
}


@dataclass(frozen=True, slots=True)
class Size:
    villages: int
    years: int
    lines: int
    pictures: int


def filled() -> int:
    """How many villages were filled before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT region_id) FROM villages_contract AS c"
            " JOIN intake_batch AS b ON b.id = c.batch_id WHERE b.file_name = %s", [MARK],
        )  # fmt: skip
        return cursor.fetchone()[0]


def unfilled() -> int:
    """How many villages there are besides, the synthetic city's own ones left out."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_UNFILLED}", {})
        return cursor.fetchone()[0]


def fill(size: Size) -> None:
    """Fill so many more villages, in one transaction."""
    from django.db import connection, transaction
    from django.utils import timezone

    from accounts.models import Office
    from core.caching import pages_changed

    office, _created = Office.objects.get_or_create(
        code="bench",
        defaults={"name": "bench", "kind": "operator", "region_code": "350100000000"},
    )
    month = timezone.localdate().replace(day=1)
    values: dict[str, Any] = {
        "villages": size.villages, "lines": size.lines, "pictures": size.pictures,
        "first": month.replace(year=month.year - size.years),
        "last": (month - timedelta(days=1)).replace(day=1),
        "office": office.pk, "mark": MARK, "postings": POSTINGS_A_YEAR * POSTING_YEARS,
        **_periods(month),
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        # Spares a look at the office for each of 15 million pictures; for a superuser only.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT coalesce(max(id), 0) FROM intake_batch")
        values["before"] = cursor.fetchone()[0]
        cursor.execute(_VILLAGES, values)
        cursor.execute(_LEDGER_BATCHES, values)
        indexes = _drop_indexes(cursor)
        cursor.execute(_LINES, values)
        _statements(cursor, values)
        cursor.execute(_PICTURES, values)
        for statement in indexes:
            cursor.execute(statement)
        cursor.execute(_POSTINGS, values)
        for kind, statement in _RECORDS.items():
            cursor.execute(_RECORD_BATCH + " RETURNING id", values | {"kind": kind})
            cursor.execute(statement, {"batch": cursor.fetchone()[0]})
        pages_changed()
    with connection.cursor() as cursor:
        # What autovacuum does in its own time on a portal that grows day by day.
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


def _periods(month: date) -> dict[str, list[Any]]:
    """The periods of the last years for which a posting was due."""
    from villages.choices import Proof
    from villages.selectors.duties import periods, regular_duties

    first = month.replace(year=month.year - POSTING_YEARS)
    found = [
        (duty.pk, period.start, period.end)
        for duty in regular_duties()
        if duty.proof == Proof.POSTING
        for period in periods(duty.cadence, first, month)
    ]
    duties, starts, ends = zip(*found, strict=True)
    return {"duties": list(duties), "starts": list(starts), "ends": list(ends)}


def _drop_indexes(cursor: Cursor) -> list[str]:
    """Returns how to make them anew."""
    cursor.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index AS i"
        " JOIN pg_class AS c ON c.oid = i.indexrelid"
        " WHERE NOT i.indisprimary AND i.indrelid = ANY(%s::regclass[])", [list(BOOKED)],
    )  # fmt: skip
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def _statements(cursor: Cursor, values: dict[str, Any]) -> None:
    """By the portal's own SQL; made public nine days after the month, as the batches say."""
    from villages.services import statements

    cursor.execute("ANALYZE villages_ledgerline")
    cursor.execute(
        statements._REFRESH.format(condition="batch_id > %(key)s"), {"key": values["before"]}
    )
    cursor.execute(
        "UPDATE villages_statement SET published_at = month + interval '1 month 9 days'"
        " WHERE region_code IN (SELECT code FROM bench_village)"
    )
