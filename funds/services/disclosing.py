"""The k-test: how much of recipients who are not named the lists and sums of a place may show.

For each programme of class PARTIAL and each village, from everything that is published with full
names there:

- the family name (张**) where every family name among the masked fits at least k different full
  names of the village, and at least k or none in each companion programme;
- no name (***) where the village has at least k full names to choose from;
- no line at all elsewhere, and always for class PRIVATE.

Sums: an area's sum is shown where the persons who stand in no list below it, and in no sum shown
below it, are none or at least k, so that no difference of two sums is about fewer. Of PRIVATE only
sums of counties and above. k is settings.DISCLOSURE_K.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from core.caching import pages_changed
from core.cursors import Cursor
from core.divisions import CODE_LENGTH, LEVEL_LENGTHS
from funds.choices import Disclosure, ShownName


_STANDING = "('paid', 'returned')"
_COUNTY = 6
# Rows that have to be tested: of programmes without full names, in these villages.
_PAIRS = f"""
SELECT programme.id AS programme_id, programme.disclosure, village.code AS region_id
FROM funds_programme AS programme CROSS JOIN unnest(%(villages)s::text[]) AS village (code)
WHERE programme.disclosure <> '{Disclosure.NAMED}' AND EXISTS (
    SELECT FROM funds_payment AS p
    WHERE p.programme_id = programme.id AND p.region_id = village.code AND p.state IN {_STANDING}
)
"""
_VERDICTS = f"""
WITH pair AS MATERIALIZED ({{pairs}}),
masked AS MATERIALIZED (
    SELECT DISTINCT p.programme_id, p.region_id, left(p.beneficiary_name, 1) AS surname
    FROM funds_payment AS p JOIN pair USING (programme_id, region_id)
    WHERE p.state IN {_STANDING}{{drafted}}
),
named AS MATERIALIZED (
    SELECT DISTINCT p.region_id, p.programme_id, role.name
    FROM (SELECT DISTINCT region_id FROM pair) AS village
    JOIN funds_payment AS p USING (region_id)
    JOIN funds_programme AS programme
        ON programme.id = p.programme_id AND programme.disclosure = '{Disclosure.NAMED}'
    CROSS JOIN LATERAL
        (VALUES (p.beneficiary_name), (p.payee_name), (p.head_name)) AS role (name)
    WHERE p.state IN {_STANDING} AND role.name IS NOT NULL
),
village_surname AS (
    SELECT region_id, left(name, 1) AS surname, count(DISTINCT name) AS names
    FROM named GROUP BY 1, 2
),
village AS (SELECT region_id, count(DISTINCT name) AS names FROM named GROUP BY 1),
companion AS (
    SELECT c.programme_id, n.region_id, left(n.name, 1) AS surname, count(DISTINCT n.name) AS names
    FROM funds_companion AS c JOIN named AS n ON n.programme_id = c.companion_id
    GROUP BY c.programme_id, c.companion_id, n.region_id, GROUPING SETS ((left(n.name, 1)), ())
),
fewest AS (
    SELECT programme_id, region_id, surname, min(names) AS names FROM companion GROUP BY 1, 2, 3
)
SELECT pair.programme_id, pair.region_id,
    CASE
        WHEN pair.disclosure = '{Disclosure.PRIVATE}' THEN '{ShownName.NONE}'
        WHEN bool_and(
            coalesce(village_surname.names, 0) >= %(k)s AND coalesce(fewest.names, %(k)s) >= %(k)s
        ) THEN '{ShownName.SURNAME}'
        WHEN coalesce(min(village.names), 0) >= %(k)s AND coalesce(min(all_of.names), %(k)s) >= %(k)s
            THEN '{ShownName.HIDDEN}'
        ELSE '{ShownName.NONE}'
    END
FROM pair
JOIN masked USING (programme_id, region_id)
LEFT JOIN village_surname USING (region_id, surname)
LEFT JOIN village USING (region_id)
LEFT JOIN fewest USING (programme_id, region_id, surname)
LEFT JOIN fewest AS all_of
    ON all_of.programme_id = pair.programme_id AND all_of.region_id = pair.region_id
    AND all_of.surname IS NULL
GROUP BY pair.programme_id, pair.region_id, pair.disclosure
"""
_DRAFTED = """
    UNION SELECT DISTINCT d.programme_id, d.region_id, left(d.beneficiary_name, 1)
    FROM {draft} AS d JOIN pair USING (programme_id, region_id)
"""
_DRAFT_PAIRS = f"""
SELECT DISTINCT programme.id AS programme_id, programme.disclosure, d.region_id
FROM {{draft}} AS d JOIN funds_programme AS programme ON programme.id = d.programme_id
WHERE programme.disclosure <> '{Disclosure.NAMED}'
"""
_SAVE = """
INSERT INTO funds_disclosedarea (programme_id, region_code, names, sums, tested_at)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::boolean[]), (SELECT now()) AS t
ON CONFLICT (programme_id, region_code) DO UPDATE SET
    names = excluded.names, sums = excluded.sums, tested_at = excluded.tested_at
"""
# Persons who stand in no public list, by village and year.
_UNLISTED = f"""
SELECT p.region_id, extract(year FROM p.paid_on)::int, count(DISTINCT p.beneficiary_id)
FROM funds_payment AS p
JOIN funds_disclosedarea AS area
    ON area.programme_id = p.programme_id AND area.region_code = p.region_id
WHERE p.programme_id = %s AND p.state IN {_STANDING} AND area.names = '{ShownName.NONE}'
GROUP BY 1, 2
"""
_COMPANIONS = f"""
WITH masked AS MATERIALIZED (
    SELECT DISTINCT p.programme_id, p.beneficiary_id
    FROM funds_payment AS p JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE programme.disclosure = '{Disclosure.PARTIAL}' AND p.state IN {_STANDING}{{only}}
), persons AS (SELECT programme_id, count(*) AS all_of FROM masked GROUP BY 1),
both_of AS (
    SELECT DISTINCT masked.programme_id, p.programme_id AS companion_id, masked.beneficiary_id
    FROM masked JOIN funds_payment AS p USING (beneficiary_id)
    JOIN funds_programme AS programme
        ON programme.id = p.programme_id AND programme.disclosure = '{Disclosure.NAMED}'
    WHERE p.state IN {_STANDING}{{among}}
)
INSERT INTO funds_companion (programme_id, companion_id, share)
SELECT programme_id, companion_id, count(*)::float / min(all_of)
FROM both_of JOIN persons USING (programme_id)
GROUP BY 1, 2 HAVING count(*) >= %(share)s * min(all_of)
ON CONFLICT (programme_id, companion_id) DO UPDATE SET share = excluded.share
RETURNING programme_id, xmax = 0
"""
# Programmes with full names of a batch of which nothing was published before last night.
_YOUNG = f"""
SELECT id FROM funds_programme AS programme
WHERE disclosure = '{Disclosure.NAMED}'
    AND id IN (SELECT DISTINCT programme_id FROM funds_payment WHERE batch_id = %s)
    AND NOT EXISTS (
        SELECT FROM funds_payment AS p JOIN intake_batch AS batch ON batch.id = p.batch_id
        WHERE p.programme_id = programme.id AND batch.published_at < now() - interval '1 day'
    )
"""


_deferred: ContextVar[bool] = ContextVar("deferred", default=False)


@contextmanager
def tested_at_the_end() -> Iterator[None]:
    """For loading many batches: what is not tested yet is not shown, and all is tested once."""
    token = _deferred.set(True)
    try:
        yield
    finally:
        _deferred.reset(token)
        retest_everywhere()


def retest_batch(cursor: Cursor, batch_id: int) -> None:
    """Test the villages of a batch again, inside the transaction that publishes or withdraws it."""
    if _deferred.get():
        return
    cursor.execute("SELECT DISTINCT region_id FROM funds_payment WHERE batch_id = %s", [batch_id])
    villages = [code for (code,) in cursor.fetchall()]
    _test(cursor, villages)
    if also := _with_a_young_companion(cursor, batch_id, villages):
        _test(cursor, also)


def retest_villages(cursor: Cursor, villages: Iterable[str]) -> None:
    """The same for villages in which single rows changed."""
    _test(cursor, list(villages))


@transaction.atomic
def retest_everywhere() -> None:
    """Test every place anew, with the companions worked out afresh: each night, and after a
    programme's class has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM funds_companion")
        cursor.execute(
            _COMPANIONS.format(only="", among=""), {"share": settings.DISCLOSURE_COMPANION_SHARE}
        )
        cursor.execute(
            f"""
            SELECT DISTINCT region_id FROM funds_payment AS p
            JOIN funds_programme AS programme ON programme.id = p.programme_id
            WHERE programme.disclosure <> '{Disclosure.NAMED}' AND p.state IN {_STANDING}
            """
        )
        _test(cursor, [code for (code,) in cursor.fetchall()], everywhere=True)
    pages_changed()


def verdicts_on_draft(cursor: Cursor, draft: str) -> dict[str, int]:
    """What the draft's places would show if it were published now: villages by `ShownName`."""
    query = _VERDICTS.format(
        pairs=_DRAFT_PAIRS.format(draft=draft), drafted=_DRAFTED.format(draft=draft)
    )
    cursor.execute(query, {"k": settings.DISCLOSURE_K})
    found: dict[str, int] = {}
    for _programme, _region, names in cursor.fetchall():
        found[names] = found.get(names, 0) + 1
    return found


def _test(cursor: Cursor, villages: list[str], *, everywhere: bool = False) -> None:
    # One at a time: two who publish side by side would each miss the other's rows.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('funds.disclosing'))")
    values: dict[str, Any] = {"villages": villages, "k": settings.DISCLOSURE_K}
    cursor.execute(
        f"""
        WITH pair AS ({_PAIRS}), gone AS (
            DELETE FROM funds_disclosedarea AS area
            WHERE (%(everywhere)s OR area.region_code = ANY(%(villages)s)) AND NOT EXISTS (
                SELECT FROM pair
                WHERE pair.programme_id = area.programme_id AND pair.region_id = area.region_code
            ) RETURNING area.programme_id
        )
        SELECT programme_id, true FROM pair UNION SELECT programme_id, false FROM gone
        """,
        values | {"everywhere": everywhere},
    )
    touched = dict(sorted(cursor.fetchall()))
    if not touched:
        return
    if any(touched.values()):
        if not everywhere:
            _know_companions(cursor, list(touched))
        cursor.execute(_VERDICTS.format(pairs=_PAIRS, drafted=""), values)
        _save(cursor, [(*row, row[2] != ShownName.NONE) for row in cursor.fetchall()])
    for programme in touched:
        _test_sums(cursor, programme)


def _know_companions(cursor: Cursor, programmes: list[int]) -> None:
    """Of programmes published for the first time; the others' are worked out each night."""
    cursor.execute(
        "SELECT id FROM unnest(%s::bigint[]) AS id WHERE NOT EXISTS"
        " (SELECT FROM funds_disclosedarea AS area WHERE area.programme_id = id)",
        [programmes],
    )
    new = [key for (key,) in cursor.fetchall()]
    if new:
        cursor.execute(
            _COMPANIONS.format(only=" AND p.programme_id = ANY(%(new)s)", among=""),
            {"share": settings.DISCLOSURE_COMPANION_SHARE, "new": new},
        )


def _with_a_young_companion(cursor: Cursor, batch_id: int, villages: list[str]) -> list[str]:
    """Villages whose masked lists have a new companion in this batch: its first list may hold most
    of them, and would stand beside them untested until the night.
    """
    cursor.execute(
        "SELECT DISTINCT programme_id FROM funds_disclosedarea"
        f" WHERE region_code = ANY(%s) AND names <> '{ShownName.NONE}'",
        [villages],
    )
    masked = [key for (key,) in cursor.fetchall()]
    cursor.execute(_YOUNG, [batch_id])
    young = [key for (key,) in cursor.fetchall()]
    if not (masked and young):
        return []
    cursor.execute(
        _COMPANIONS.format(
            only=" AND p.programme_id = ANY(%(masked)s)",
            among=" AND p.programme_id = ANY(%(young)s)",
        ),
        {"share": settings.DISCLOSURE_COMPANION_SHARE, "masked": masked, "young": young},
    )
    fresh = [programme for programme, is_new in cursor.fetchall() if is_new]
    cursor.execute(
        "SELECT DISTINCT region_code FROM funds_disclosedarea"
        f" WHERE programme_id = ANY(%s::bigint[]) AND names <> '{ShownName.NONE}'",
        [fresh],
    )
    return [code for (code,) in cursor.fetchall()]


def _save(cursor: Cursor, rows: list[tuple[int, str, str, bool]]) -> None:
    if rows:
        cursor.execute(_SAVE, [list(column) for column in zip(*rows, strict=True)])


def _test_sums(cursor: Cursor, programme: int) -> None:
    """Every area above the villages of one programme, from below upwards."""
    cursor.execute("SELECT disclosure FROM funds_programme WHERE id = %s", [programme])
    private = cursor.fetchone()[0] == Disclosure.PRIVATE
    cursor.execute(
        "SELECT DISTINCT region_id FROM funds_payment"
        f" WHERE programme_id = %s AND state IN {_STANDING}",
        [programme],
    )
    villages = [code for (code,) in cursor.fetchall()]
    cursor.execute(_UNLISTED, [programme])
    # Persons in no list and no sum so far, by area and year.
    rest: dict[str, dict[int, int]] = {}
    for code, year, persons in cursor.fetchall():
        rest.setdefault(code, {})[year] = persons
    rows = []
    areas = set(villages)
    for length in sorted((each for each in LEVEL_LENGTHS if each < CODE_LENGTH), reverse=True):
        above: dict[str, dict[int, int]] = {}
        for code in areas:
            whole = code[:length].ljust(CODE_LENGTH, "0")
            years = above.setdefault(whole, {})
            for year, persons in rest.get(code, {}).items():
                years[year] = years.get(year, 0) + persons
        for code, years in above.items():
            shown = all(persons >= settings.DISCLOSURE_K for persons in years.values())
            shown = shown and not (private and length > _COUNTY)
            rows.append((programme, code, str(ShownName.NONE), shown))
            rest[code] = {} if shown else years
        areas = set(above)
    _save(cursor, rows)
