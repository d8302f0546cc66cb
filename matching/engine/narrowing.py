"""Which subjects a rule asks about in one shard: all, those touched, or the suspects among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.cursors import Cursor
from matching.engine.changes import Affected, collect_affected, collect_registry_subset
from matching.engine.hits import collect_suspects
from matching.models import RuleShard
from matching.rules import ParameterValue, Rule, SubjectFilter


Parameters = Mapping[str, Sequence[ParameterValue]]


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """What a shard asks about, and how many payments (of units: subjects) the rule's are.

    `nobody`: what changed gives this rule nothing to ask. `changed`: the changed payments, where the
    subjects are only the suspects among them.
    """

    subjects: SubjectFilter
    looked_at: int
    nobody: bool = False
    changed: SubjectFilter | None = None


def plan_shard(cursor: Cursor, rule: Rule, shard: RuleShard, parameters: Parameters) -> ShardPlan:
    """Whom a shard of an incremental run looks at; what is not looked at cannot have changed.

    A subject without a standing clue was no hit when the rule last looked. So of a rule whose
    hits are made of single payments, or of two, only three kinds need a look: whom a registry
    touched, who has a clue (that hangs on what changed), and whose changed payments make a hit.
    """
    result = shard.result
    affected = collect_affected(cursor, rule, result.changes, run=result.run_id)
    subjects = SubjectFilter(
        column=rule.scope.column,
        table=affected.table,
        shard=(shard.number, shard.of),
        batches=affected.batches,
        copied=affected.copied,
    )
    changed = None
    if rule.by_line and affected.copied:
        # Whoever comes out of changed payments is touched anyway; only pairs are too many to be made.
        table = affected.table if rule.scope.narrowed_first else None
        subsets = {
            name: collect_registry_subset(cursor, name, affected.copied)
            for name in rule.registry_subsets
        }
        changed = replace(
            subjects, table=table, changed_only=True, payments=affected.copied,
            registry_subsets=subsets,
        )  # fmt: skip
        table = _suspects(cursor, rule, affected, changed, parameters)
        subjects = replace(subjects, table=table)
    elif rule.by_programme:
        subjects = replace(subjects, table=_with_standing(cursor, rule, affected))
    cursor.execute(f"SELECT NOT EXISTS (SELECT FROM {subjects.table})")
    return ShardPlan(subjects, affected.looked_at, nobody=cursor.fetchone()[0], changed=changed)


def _suspects(
    cursor: Cursor, rule: Rule, affected: Affected, changed: SubjectFilter, parameters: Parameters
) -> str:
    cursor.execute("DROP TABLE IF EXISTS pg_temp.looked_at")
    cursor.execute(f"CREATE TEMP TABLE looked_at (LIKE {affected.table}) ON COMMIT DROP")
    cursor.execute(
        f"INSERT INTO looked_at (key) SELECT key FROM {affected.table} WHERE programme_id IS NULL"
    )
    standing = (
        f"SELECT clue.* FROM {_STANDING} WHERE clue.key IN (SELECT key FROM {affected.table})"
    )
    if rule.evidence_is_whole:
        standing = _ON_CHANGED_PAYMENTS.format(standing=standing, batches=affected.batches)
    cursor.execute(f"INSERT INTO looked_at (key) SELECT key FROM ({standing}) AS clue", [rule.code])
    collect_suspects(cursor, rule, changed, parameters, into="looked_at (key)")
    if changed.column == "code":
        cursor.execute("UPDATE looked_at SET code = convert_from(key, 'UTF8')")
    cursor.execute("ANALYZE looked_at")
    return "looked_at"


def _with_standing(cursor: Cursor, rule: Rule, affected: Affected) -> str:
    """A clue is told by its person or village alone, so the programmes of all their clues are
    looked at as well.
    """
    codes = rule.scope.column == "code"
    columns = "key, programme_id" + (", code" if codes else "")
    cursor.execute("DROP TABLE IF EXISTS pg_temp.looked_at")
    cursor.execute(f"CREATE TEMP TABLE looked_at (LIKE {affected.table}) ON COMMIT DROP")
    cursor.execute(
        f"INSERT INTO looked_at ({columns}) SELECT clue.key, programme.id"
        + (", convert_from(clue.key, 'UTF8')" if codes else "")
        + f" FROM {_STANDING}"
        " JOIN funds_programme AS programme ON programme.code = clue.programme"
        f" WHERE clue.key IN (SELECT key FROM {affected.table})"
        " AND (clue.key, programme.id) NOT IN"
        f" (SELECT key, programme_id FROM {affected.table} WHERE programme_id IS NOT NULL)",
        [rule.code],
    )
    if not cursor.rowcount:
        return affected.table
    cursor.execute(f"INSERT INTO looked_at ({columns}) SELECT {columns} FROM {affected.table}")
    cursor.execute("ANALYZE looked_at")
    return "looked_at"


_STANDING = """(
    SELECT id, subject_key AS key, programme_code AS programme
    FROM clues_clue WHERE source = %s AND still_detected
) AS clue"""
# Of what a person has taken up or explained the evidence may be older than the last look.
_ON_CHANGED_PAYMENTS = """
WITH touched AS MATERIALIZED ({standing})
SELECT touched.key
FROM touched
JOIN clues_clue AS clue ON clue.id = touched.id
WHERE clue.status <> 'suspected' OR EXISTS (
    SELECT FROM clues_cluebatch AS behind
    WHERE behind.clue_id = clue.id AND behind.batch_id IN (SELECT batch_id FROM {batches})
)
"""
