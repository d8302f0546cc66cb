"""Whom an incremental run has to look at: every subject touched by what changed since the last.

Read from the rows themselves, standing or not: a withdrawn payment and a replaced registry line
both change what is true of their person, household, account, village or county. Of the
registries only those count that the rule reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.cursors import Cursor
from matching.engine.derived import bring_up_to_date
from matching.models import REGISTRIES, BankAccount
from matching.rules import Rule, SubjectFilter
from matching.scopes import SCOPES, Scope


# The temporary tables here are named affected_…: made once, they live as long as the connection.
_IN_BATCHES = "IN (SELECT batch_id FROM {batches})"
# So few payments, or so small a part of all, are copied: it costs less than to find them each time.
_FEW, _LITTLE = 10_000, 0.1
_COUNT_CHANGED = f"""
SELECT (SELECT count(*) FROM funds_payment WHERE batch_id {_IN_BATCHES}),
    (SELECT coalesce(sum(accepted), 0) FROM intake_batch WHERE kind = 'payments')
"""
_COUNT_PAYMENTS = """
SELECT (SELECT count(*) FROM {payments} AS p) + coalesce((
    SELECT sum(own.payments)
    FROM (SELECT DISTINCT key FROM {table} WHERE programme_id IS NULL) AS subject
    CROSS JOIN LATERAL (
        SELECT count(*) AS payments FROM funds_payment AS p
        WHERE p.{column} = subject.key AND p.batch_id NOT IN (SELECT batch_id FROM {batches})
    ) AS own
), 0)
"""
# The standing lines of a registry about those whom copied payments name.
_LINES = """
SELECT * FROM {registry} WHERE NOT ended AND {column} IN (SELECT {named} FROM {copied} OFFSET 0)
"""
# The same of a registry so many times as long: asked for one by one, in order.
_LONG = 4
_LINES_OF_LONG = """
SELECT line.* FROM (SELECT DISTINCT {named} AS key FROM {copied} ORDER BY 1 OFFSET 0) AS named
CROSS JOIN LATERAL (
    SELECT * FROM {registry} AS own WHERE own.{column} = named.key AND NOT own.ended OFFSET 0
) AS line
"""


@dataclass(frozen=True, slots=True)
class Affected:
    """A temporary table of subjects, one of the changed batches and one of their payments, and how
    many payments (of units: subjects) there are to look at.

    Without `copied` so much has changed that it is not worth asking which payments did.
    """

    table: str
    batches: str
    copied: str | None
    looked_at: int


def collect_affected(cursor: Cursor, rule: Rule, changes: Sequence[int], *, run: int) -> Affected:
    """The subjects of a rule's scope touched by these changes.

    The table has `key` (bytea) and, where the scope needs it, `code` or `id`. `programme_id` is
    the programme whose payments changed, empty where it was a registry. It lives as long as the
    connection, so that rules of a run that have scope and changed registries in common share it.
    """
    digest = _digest([run, *changes])
    batches = f"affected_batches_{digest}"
    if _comment(cursor, batches) is None:
        cursor.execute(
            f"CREATE TEMP TABLE {batches} AS SELECT DISTINCT change.batch_id, batch.kind"
            " FROM intake_change AS change JOIN intake_batch AS batch ON batch.id = change.batch_id"
            " WHERE change.id = ANY(%s)",
            [list(changes)],
        )
        _count_anew(cursor, batches)
        cursor.execute(
            f"CREATE TEMP TABLE {batches}_places AS SELECT DISTINCT region_code AS code"
            " FROM intake_change WHERE id = ANY(%s) AND region_code <> ''",
            [list(changes)],
        )
        cursor.execute(f"SELECT concat('kinds:', string_agg(DISTINCT kind, ',')) FROM {batches}")
        cursor.execute(f"COMMENT ON TABLE pg_temp.{batches} IS %s", cursor.fetchone())
    kinds = (_comment(cursor, batches) or "").removeprefix("kinds:").split(",")
    registries = [name for name in sorted(rule.registries) if f"registry:{name}" in kinds]
    copied = _changed_payments(cursor, batches)
    changed = SubjectFilter(batches=batches, copied=copied)
    table, looked_at = _subjects(cursor, rule.scope, changed, registries)
    if rule.programmes:
        table = _of_programmes(cursor, rule, table)
    return Affected(table, batches, copied, looked_at)


def _subjects(
    cursor: Cursor, scope: Scope, changed: SubjectFilter, registries: Sequence[str]
) -> tuple[str, int]:
    """The table of a scope's subjects, made by the first rule that asks, and how much to look at."""
    table = (
        f"affected_{scope.name.replace('-', '_')}_{_digest([str(changed.batches), *registries])}"
    )
    if (looked_at := _comment(cursor, table)) is None:
        looked_at = str(_make(cursor, scope, table, changed, registries))
        # The table's comment keeps the count for the other rules of the scope.
        cursor.execute(f"COMMENT ON TABLE pg_temp.{table} IS '{looked_at}'")
    return table, int(looked_at)


def _of_programmes(cursor: Cursor, rule: Rule, table: str) -> str:
    """Those whom a registry touched, or a payment of the programmes that the rule asks about, or
    who has a clue: today's catalogue may no longer count the programmes that it was raised for.
    """
    own = f"{table}_{_digest([rule.code, rule.programmes])}"
    if _comment(cursor, own) is None:
        cursor.execute(
            f"CREATE TEMP TABLE {own} AS SELECT * FROM {table} WHERE programme_id IS NULL OR"
            f" programme_id IN (SELECT id FROM funds_programme AS programme WHERE {rule.programmes})"
            " OR key IN (SELECT subject_key FROM clues_clue WHERE source = %s AND still_detected)",
            [rule.code],
        )
        _count_anew(cursor, own)
        cursor.execute(f"COMMENT ON TABLE pg_temp.{own} IS 'made'")
    return own


def _changed_payments(cursor: Cursor, batches: str) -> str | None:
    """A table of the payments of these batches; None where they are too many to be copied."""
    table = f"{batches}_payments"
    if (copied := _comment(cursor, table)) is None:
        cursor.execute(f"CREATE TEMP TABLE {table} (LIKE funds_payment)")
        cursor.execute(_COUNT_CHANGED.format(batches=batches))
        changed, published = cursor.fetchone()
        copied = "yes" if changed <= max(_FEW, published * _LITTLE) else "no"
        if copied == "yes":
            cursor.execute(
                f"INSERT INTO {table} SELECT * FROM funds_payment WHERE batch_id"
                f" {_IN_BATCHES.format(batches=batches)} ORDER BY beneficiary_id"
            )
            # Where a registry was never counted the database may ask line by line.
            cursor.execute(f"CREATE INDEX ON {table} (beneficiary_id)")
            _count_anew(cursor, table)
        cursor.execute(f"COMMENT ON TABLE pg_temp.{table} IS '{copied}'")
    return table if copied == "yes" else None


def collect_registry_subset(cursor: Cursor, registry: str, copied: str) -> str:
    """A table of those standing lines of a registry's table that are about whom these payments
    name, or about their accounts. It lives as long as the connection, for all rules of a run.
    """
    column = "account" if registry == BankAccount._meta.db_table else "person_id"
    named = "account" if column == "account" else "beneficiary_id"
    table = f"affected_{registry.removeprefix('matching_')}_{_digest([copied])}"
    if _comment(cursor, table) is None:
        # By what the database holds for true of their sizes: near enough, and it knows at once.
        cursor.execute(
            "SELECT long.reltuples > few.reltuples * %s FROM pg_class AS long, pg_class AS few"
            " WHERE long.oid = to_regclass(%s) AND few.oid = to_regclass(%s)",
            [_LONG, registry, f"pg_temp.{copied}"],
        )
        lines = _LINES_OF_LONG if cursor.fetchone()[0] else _LINES
        lines = lines.format(registry=registry, column=column, named=named, copied=copied)
        cursor.execute(f"CREATE TEMP TABLE {table} AS {lines}")
        _count_anew(cursor, table)
        cursor.execute(f"COMMENT ON TABLE pg_temp.{table} IS 'made'")
    return table


def _make(
    cursor: Cursor, scope: Scope, table: str, changed: SubjectFilter, registries: Sequence[str]
) -> int:
    if scope.keeps:
        bring_up_to_date(scope.keeps, cursor, replace(changed, column="code"))
    names = {"batches": str(changed.batches), "payments": changed.changed_payments()}
    names["registry_persons"] = _persons_of(registries).format(**names)
    if scope.begins_with:
        first = SCOPES[scope.begins_with]
        names["first"] = _subjects(cursor, first, changed, registries)[0]
    cursor.execute(f"CREATE TEMP TABLE {table} AS {scope.changed.format(**names)}")
    cursor.execute(f"CREATE INDEX ON {table} (key)")
    if scope.with_programmes:
        # Those whom a registry touched: each rule asks for them, mostly there are none.
        cursor.execute(f"CREATE INDEX ON {table} (key) WHERE programme_id IS NULL")
    _count_anew(cursor, table)
    if column := scope.payments_column:
        cursor.execute(_COUNT_PAYMENTS.format(table=table, column=column, **names))
    else:
        cursor.execute(f"SELECT count(DISTINCT key) FROM {table}")
    return int(cursor.fetchone()[0])


def _count_anew(cursor: Cursor, table: str) -> None:
    """Statistics of a temporary table: from a tenth of the usual sample, which tells enough."""
    cursor.execute("SET LOCAL default_statistics_target = 10")
    cursor.execute(f"ANALYZE {table}")
    cursor.execute("SET LOCAL default_statistics_target TO DEFAULT")


def drop_affected(cursor: Cursor) -> None:
    """Forget the tables of a run that is over."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
        " AND relkind = 'r' AND relname LIKE 'affected\\_%%'"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TABLE pg_temp."{name}"')


def _digest(parts: Sequence[int | str]) -> str:
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:12]


def _comment(cursor: Cursor, table: str) -> str | None:
    cursor.execute("SELECT obj_description(to_regclass(%s))", [f"pg_temp.{table}"])
    comment: str | None = cursor.fetchone()[0]
    return comment


def _persons_of(registries: Sequence[str]) -> str:
    """Whom lines of these registries are about that came or ended: a SELECT of `key`."""
    parts = [
        f"SELECT {column} AS key FROM {REGISTRIES[name]._meta.db_table}"
        f" WHERE (batch_id {_IN_BATCHES} OR ended_by {_IN_BATCHES}) AND {column} IS NOT NULL"
        for name in registries
        for column in ("person_id", "cadre_id")
        if hasattr(REGISTRIES[name], column)
    ]
    return " UNION ".join(parts) or "SELECT NULL::bytea AS key WHERE false"
