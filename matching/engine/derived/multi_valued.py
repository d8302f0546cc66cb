"""Of whom or what more than one is known: names of a person, people on an account, programmes.

Most people have one name and most accounts one owner, and to see that again each night would
mean to read all their payments. So those with several are kept (matching.models.multi_valued), and of
all others the first value that a run saw, which is the only one that any run saw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.cursors import Cursor
from matching.rules import SubjectFilter


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is counted: values under a key, of paid payments `p` of programmes `programme`."""

    name: str
    key: str
    value: str
    condition: str = "true"


NAMES = _Kind("names", "p.beneficiary_id", "p.beneficiary_name")
# Whoever draws for a whole household is one with its head.
DRAWERS = _Kind(
    "drawers",
    "p.account",
    "CASE WHEN programme.household_benefit THEN coalesce(p.head_id, p.beneficiary_id)"
    " ELSE p.beneficiary_id END",
    "p.account IS NOT NULL",
)
CARDS = _Kind(
    "cards",
    "p.beneficiary_id",
    "p.account",
    "p.account IS NOT NULL AND p.payee_id IS NULL AND NOT programme.household_benefit",
)
EXCLUSIVE = _Kind(
    "exclusive-programmes",
    "p.beneficiary_id",
    "p.programme_id",
    "p.programme_id IN (SELECT from_programme_id FROM funds_programme_exclusive_with)",
)
# Every value as a number, beside the first that was seen: to know that two differ is enough.
_VALUES = """
CREATE TEMP TABLE found_values ON COMMIT DROP AS
SELECT found.key, found.value, first.value AS first
FROM (
    SELECT DISTINCT {key} AS key, hashtextextended(({value})::text, 0) AS value
    FROM {payments} AS p
    JOIN funds_programme AS programme ON programme.id = p.programme_id
    WHERE p.state = 'paid' AND {condition} {affected}
    {in_order}
) AS found
LEFT JOIN matching_firstvalue AS first ON first.kind = '{name}' AND first.key = found.key
"""
_SEVERAL = """
INSERT INTO several
SELECT key FROM found_values GROUP BY key HAVING count(*) > 1 OR bool_or(first <> value)
"""
_KEEP_FIRST = """
INSERT INTO matching_firstvalue (kind, key, value)
SELECT %s, key, min(value) FROM found_values WHERE first IS NULL GROUP BY key ORDER BY key
ON CONFLICT DO NOTHING
"""
# After so many new ones the database counts anew; it would do so by itself, but later.
_MANY = 50_000
_KEEP_SEVERAL = """
INSERT INTO matching_multivaluedkey (kind, key) SELECT %s, key FROM several ORDER BY key
ON CONFLICT DO NOTHING
"""


def make_multi_valued(kind: _Kind, cursor: Cursor, subjects: SubjectFilter) -> None:
    """Table several(key bytea) of the subjects that have several, or had; keeps those found.

    A draft's (subjects without changed batches) are not kept: it may never be published.
    """
    # Whose changed payments were copied is looked at anyway.
    whole = replace(subjects, table=None) if subjects.copied else subjects
    cursor.execute("DROP TABLE IF EXISTS pg_temp.several, pg_temp.found_values")
    cursor.execute(
        _VALUES.format(
            name=kind.name,
            key=kind.key,
            value=kind.value,
            condition=kind.condition,
            payments=subjects.changed_payments(),
            affected=whole.condition(kind.key),
            # Few are looked up one by one, and faster so; of all the database reads the whole table.
            in_order="ORDER BY 1" if subjects.batches else "",
        )
    )
    cursor.execute("CREATE TEMP TABLE several (key bytea) ON COMMIT DROP")
    cursor.execute(_SEVERAL)
    if not subjects.of_draft:
        cursor.execute(_KEEP_SEVERAL, [kind.name])
        cursor.execute(_KEEP_FIRST, [kind.name])
        if cursor.rowcount > _MANY:
            cursor.execute("ANALYZE matching_firstvalue")
    if subjects.batches is not None:
        cursor.execute("DELETE FROM several")
        cursor.execute(
            "INSERT INTO several SELECT key FROM matching_multivaluedkey WHERE kind = %s "
            + _escaped(subjects.condition("key")),
            [kind.name],
        )
    cursor.execute("ANALYZE several")


def _escaped(condition: str) -> str:
    """For a statement with parameters, where a percent sign is written twice."""
    return condition.replace("%", "%%")
