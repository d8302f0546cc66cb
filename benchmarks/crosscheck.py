"""Every rule over millions of payments: full from nothing, full again, and after one percent
changed; beside its peers.

Bare SQL is the plain join of payments and registry that the rule stands on, counted and nothing
more; for pandas and Splink see crosscheck_peers.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import Any

from benchmarks.crosscheck_peers import HEADINGS, peers
from benchmarks.ground import seed, stand_on, table, timed
from core.cursors import Cursor


CHANGED_PERCENT = 1
# Of so many nights the middle one counts: a night is short, and a machine is seldom quite alone.
NIGHTS = 3
# The plain join behind a rule: alias r joins p on this condition.
_JOIN = (
    "SELECT count(*) FROM {table} AS r JOIN funds_payment AS p ON p.{column} = r.{column_there}"
    " WHERE NOT r.ended AND p.state = 'paid'"
)
_SELF_JOIN = (
    "SELECT count(*) FROM (SELECT 1 FROM funds_payment WHERE state = 'paid'"
    " GROUP BY beneficiary_id, programme_id, period_from HAVING count(*) > 1) AS found"
)
# Rules on villages' books do not read payments.
_BOOKS = "SELECT count(*) FROM villages_ledgerline WHERE state = 'standing'"


# What a made line of each registry says beyond who it is about: so that most are looked at and
# few are a hit, as in life. The last digits of the row's number vary them.
_LINES = {
    # Two in a hundred died before they were paid last.
    "deaths": "died_on, source) SELECT {base}, CASE WHEN number %% 50 = 0"
    " THEN DATE '2025-12-15' ELSE DATE '2026-12-15' END, '殡葬'",
    "public-employees": "unit, status, since) SELECT {base}, '某局', '在职', DATE '2026-10-01'",
    "village-cadres": "relation, filed) SELECT {base}, '本人', number %% 50 <> 0",
    "households": "household, relation) SELECT {base}, 'H' || number / 3, '成员'",
    "vehicles": "vehicle_type, use, status, price) SELECT {base},"
    " CASE WHEN number %% 50 = 0 THEN '小型轿车' ELSE '摩托车' END, '非营运', '正常', 50000",
    "properties": "kind, area) SELECT {base}, '住宅', 90",
    "businesses": "business, role, status, capital) SELECT {base}, '某店', '经营者', '存续',"
    " CASE WHEN number %% 50 = 0 THEN 500000 ELSE 10000 END",
    "insured-income": "kind, base) SELECT {base}, '住房公积金', 1500 + number %% 700",
    "prisoners": "measure, since) SELECT {base}, '服刑', DATE '2026-09-01'",
    "disabled-persons": "category, level, expires_on) SELECT {base}, '肢体', 1 + number %% 4,"
    " DATE '2030-01-01'",
    "dibao": "household, since) SELECT {base}, 'H' || number / 3, DATE '2025-01-01'",
    "tekun": "care, since) SELECT {base}, '全自理', DATE '2025-01-01'",
    "orphans": "kind, since) SELECT {base}, '孤儿', DATE '2025-01-01'",
    "population": "region_id, status) SELECT {base}, region_id, '正常'",
    "land": "kind, area) SELECT {base}, '耕地', 9",
    "bank-accounts": "account, bank) SELECT {base}, account, '某行'",
}
_BASE = "batch_id, office_id, 'bench', number, person_id, name"


def fill_registries(lines: int) -> int:
    """Bring every registry to its share of so many lines, taken from the payments themselves.

    Returns how many all have together, deaths included.
    """
    from django.db import connection

    from matching.models import REGISTRIES

    each = lines // len(_LINES)
    with connection.cursor() as cursor:
        standing = {name: _standing(cursor, model) for name, model in REGISTRIES.items()}
        lacking = {name: each - standing[name] for name in _LINES if standing[name] < each}
        if lacking:
            cursor.execute(
                "CREATE TEMP TABLE person AS SELECT row_number() OVER () AS number, p.*, r.*"
                " FROM (SELECT DISTINCT ON (beneficiary_id) beneficiary_id AS person_id, region_id,"
                " beneficiary_name AS name, account FROM funds_payment ORDER BY beneficiary_id)"
                " AS p, (SELECT id AS batch_id, office_id FROM intake_batch LIMIT 1) AS r"
            )
            cursor.execute("SELECT count(*) FROM person")
            people = cursor.fetchone()[0]
        for place, (name, rest) in enumerate(_LINES.items()):
            if name not in lacking:
                continue
            table_name = REGISTRIES[name]._meta.db_table
            start = people * place // (2 * len(_LINES))
            cursor.execute(
                f"INSERT INTO {table_name} (batch_id, office_id, sheet, row_number, person_id, name,"
                f" {rest.format(base=_BASE)} FROM person WHERE number > %s LIMIT %s",
                [start, lacking[name]],
            )
            cursor.execute(f"ANALYZE {table_name}")
        return sum(_standing(cursor, model) for model in REGISTRIES.values())


def _standing(cursor: Cursor, model: Any) -> int:
    cursor.execute(f"SELECT count(*) FROM {model._meta.db_table} WHERE NOT ended")
    return cursor.fetchone()[0]


def forget() -> None:
    """Stand where a new installation stands: no clue, and nothing kept of what runs have seen."""
    from django.db import connection

    from clues.models import Clue
    from matching.models import (
        ComparedNumber,
        FirstValue,
        MultiValuedKey,
        ProcessedChange,
        SimilarIdentityPair,
        WrittenWord,
    )

    kept = (
        Clue, ComparedNumber, FirstValue, SimilarIdentityPair, ProcessedChange, MultiValuedKey,
        WrittenWord,
    )  # fmt: skip
    with connection.cursor() as cursor:
        # Findings refuse to be emptied, also where there are none.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in kept)} CASCADE")
        cursor.execute("SET session_replication_role = DEFAULT")


def measure_full() -> tuple[float, dict[str, Any]]:
    from matching.services import run_crosscheck

    started = time.perf_counter()
    run = run_crosscheck(full=True)
    seconds = time.perf_counter() - started
    return seconds, {result.rule: result for result in run.results.all()}


def measure_nights() -> tuple[list[float], dict[str, Any], int]:
    """What one percent of the batches, published anew, costs the next nightly run: the seconds of
    all nights, shortest first, the middle one's results, and how many payments had changed.
    """
    from django.db import connection

    from intake.choices import ChangeKind
    from intake.models import Batch, Change
    from matching.services import run_crosscheck

    run_crosscheck()
    payments = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(payments) FROM funds_paymenttotal WHERE region_code = '350000000000'")  # fmt: skip
        whole = cursor.fetchone()[0]
    changed = []
    for batch in Batch.objects.filter(kind="payments").order_by("sha256"):
        # As much as the percentage says, and never more.
        if payments + batch.accepted > whole * CHANGED_PERCENT / 100:
            continue
        payments += batch.accepted
        changed.append(batch)
    nights = []
    for _ in range(NIGHTS):
        Change.objects.bulk_create(
            [Change(batch=batch, kind=ChangeKind.PUBLISHED) for batch in changed]
        )
        started = time.perf_counter()
        run = run_crosscheck()
        nights.append((time.perf_counter() - started, run))
    nights.sort(key=lambda night: night[0])
    results = {result.rule: result for result in nights[NIGHTS // 2][1].results.all()}
    return [seconds for seconds, _run in nights], results, payments


def bare_join(rule: Any) -> float:
    from django.db import connection

    from matching.models import REGISTRIES

    with connection.cursor() as cursor:

        def ask() -> None:
            if rule.scope.name == "books":
                cursor.execute(_BOOKS)
            elif not rule.registries:
                cursor.execute(_SELF_JOIN)
            else:
                model = REGISTRIES[rule.registries[0]]
                column = (
                    "account" if rule.scope.name == "account" and hasattr(model, "account") else ""
                )
                cursor.execute(
                    _JOIN.format(
                        table=model._meta.db_table,
                        column=column or "beneficiary_id",
                        column_there=column or "person_id",
                    )
                )
            cursor.fetchall()

        return timed(ask)


def memory() -> str:
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return f"{ours:.1f} GiB"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--payments", type=int, default=1_000_000)
    parser.add_argument("--registry", type=int, default=100_000)
    parser.add_argument("--without-peers", action="store_true")
    options = parser.parse_args()
    stand_on(str(options.payments))
    seed(options.payments)
    from matching.rules import all_rules

    lines = fill_registries(options.registry)
    forget()
    first, _ = measure_full()
    full, results = measure_full()
    after_full = memory()
    nights, changed, payments = measure_nights()
    nightly = nights[NIGHTS // 2]
    rows = []
    for code, rule in all_rules().items():
        bare = bare_join(rule)
        result, then = results[code], changed[code]
        rows.append(
            (
                code, f"{result.found:,}", f"{result.seconds:.1f}", f"{bare:.1f}",
                f"{result.seconds / bare:.1f}" if bare else "—", f"{then.seconds:.2f}",
                result.error[:40],
            )
        )  # fmt: skip
    table(
        f"Cross-checks at {options.payments:,} payments and {lines:,} registry lines",
        (
            "rule",
            "clues",
            "full s",
            "bare join s",
            "ratio",
            f"after {CHANGED_PERCENT} % s",
            "error",
        ),
        rows,
    )
    bare_all = sum(float(row[3]) for row in rows)
    table(
        "All rules together",
        ("what", "seconds", ""),
        [
            ("first full run, from nothing, clues written", f"{first:.1f}", f"{first / bare_all:.1f} times the bare joins"),
            ("full run", f"{full:.1f}", f"{full / bare_all:.1f} times the bare joins; our memory {after_full}"),
            ("the bare joins", f"{bare_all:.1f}", ""),
            (f"nightly run after {payments:,} payments changed", f"{nightly:.1f}", f"{nightly / full:.1%} of the full run, {nightly / first:.1%} of the first"),
            ("the nights, shortest and longest", f"{nights[0]:.1f} and {nights[-1]:.1f}", ""),
        ],
    )  # fmt: skip
    if options.without_peers:
        return
    seconds = {rule: float(result.seconds) for rule, result in results.items()}
    table("Beside pandas and Splink, on the same rows", HEADINGS, peers(seconds))
    print(f"Memory at the end, with the peers: {memory()}")


if __name__ == "__main__":
    main()
