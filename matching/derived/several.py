"""Of whom or what more than one is known: names of a person, people on an account, programmes.

Most people have one name and most accounts one owner, and to see that again each night would
mean to read all their payments. So those with several are kept (matching.models.several), and of
all others one earlier payment tells what is true of every earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matching.rules import Subjects


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
EXCLUSIVE = _Kind(
    "exclusive-programmes",
    "p.beneficiary_id",
    "p.programme_id",
    "p.programme_id IN (SELECT from_programme_id FROM funds_programme_exclusive_with)",
)
_VALUES = """
SELECT DISTINCT {key} AS key, {value} AS value
FROM funds_payment AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id
WHERE p.state = 'paid' AND {condition} AND {changed} {affected}
"""
_ALL = "SELECT key FROM ({values}) AS found GROUP BY key HAVING count(*) > 1"
# An earlier payment is one that an earlier run has seen: not one published since this one began.
_SINCE = """
WITH changed AS MATERIALIZED ({values}), unseen AS MATERIALIZED (
    SELECT change.batch_id FROM intake_change AS change
    WHERE change.batch_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM matching_seenchange AS seen
        WHERE seen.rule = %(standpoint)s AND seen.change_id = change.id
    )
), new AS MATERIALIZED (
    SELECT DISTINCT key FROM changed EXCEPT SELECT key FROM matching_several WHERE kind = %(kind)s
), found AS (
    SELECT changed.key, changed.value FROM changed JOIN new ON new.key = changed.key
    UNION SELECT new.key, earlier.value
    FROM new
    CROSS JOIN LATERAL (
        SELECT {value} AS value
        FROM funds_payment AS p
        JOIN funds_programme AS programme ON programme.id = p.programme_id
        WHERE {key} = new.key AND p.state = 'paid' AND {condition}
            AND p.batch_id NOT IN (SELECT batch_id FROM unseen)
        LIMIT 1
    ) AS earlier
)
SELECT key FROM found GROUP BY key HAVING count(*) > 1
"""


def make_several(kind: _Kind, cursor: Any, subjects: Subjects) -> None:
    """Table several(key bytea) of the subjects that have several, or had; keeps those found.

    A draft's (subjects without changed batches) are not kept: it may never be published.
    """
    cursor.execute("DROP TABLE IF EXISTS pg_temp.several")
    cursor.execute("CREATE TEMP TABLE several (key bytea) ON COMMIT DROP")
    since = subjects.batches is not None
    values = _VALUES.format(
        key=kind.key,
        value=kind.value,
        condition=kind.condition,
        changed=subjects.changed("p.batch_id"),
        affected=_escaped(subjects.condition(kind.key)),
    )
    query = (_SINCE if since else _ALL).format(
        values=values, key=kind.key, value=kind.value, condition=kind.condition
    )
    cursor.execute(
        f"INSERT INTO several {query}", {"standpoint": subjects.standpoint, "kind": kind.name}
    )
    if not subjects.of_draft:
        cursor.execute(
            "INSERT INTO matching_several (kind, key) SELECT %s, key FROM several ORDER BY key"
            " ON CONFLICT DO NOTHING",
            [kind.name],
        )
    if since:
        cursor.execute("DELETE FROM several")
        cursor.execute(
            "INSERT INTO several SELECT key FROM matching_several WHERE kind = %s "
            + _escaped(subjects.condition("key")),
            [kind.name],
        )
    cursor.execute("ANALYZE several")


def _escaped(condition: str) -> str:
    """For a statement with parameters, where a percent sign is written twice."""
    return condition.replace("%", "%%")
