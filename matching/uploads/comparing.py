"""What a registry's new sheet changes of what the same office loaded before."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from core.cursors import Cursor
from intake.models import Batch
from intake.reading.problems import Problem
from intake.sheets import Comparison, Difference


EXAMPLES = 50
# Lines of one person are compared together; what says where a line came from is no content.
_COMPARED = """
WITH before AS (
    SELECT person_id, min(name) AS name, md5(string_agg(({content})::text, '|' ORDER BY ({content})::text)) AS says
    FROM {table} WHERE office_id = %(office)s AND NOT ended GROUP BY 1
), after AS (
    SELECT person_id, min(name) AS name, md5(string_agg(({content})::text, '|' ORDER BY ({content})::text)) AS says
    FROM {draft} GROUP BY 1
), compared AS (
    SELECT
        CASE
            WHEN before.says IS NULL THEN 'added'
            WHEN after.says IS NULL THEN 'dropped'
            WHEN before.says <> after.says THEN 'changed'
        END AS kind,
        coalesce(after.name, before.name) AS name
    FROM before FULL JOIN after USING (person_id)
)
SELECT kind, name, count
FROM (
    SELECT *, row_number() OVER (PARTITION BY kind ORDER BY name) AS place,
        count(*) OVER (PARTITION BY kind) AS count
    FROM compared WHERE kind IS NOT NULL
) AS numbered
WHERE place <= %(examples)s ORDER BY kind, place
"""


def compare_registry(
    cursor: Cursor, draft: str, batch: Batch, *, table: str, content: Sequence[str]
) -> Comparison:
    """Persons added, gone and changed against the office's standing lines; what adds drops nobody.

    Where more than a share of them goes, the uploader is asked.
    """
    comparison = Comparison()
    cursor.execute(
        f"SELECT count(DISTINCT person_id) FROM {table} WHERE office_id = %s AND NOT ended",
        [batch.office_id],
    )
    comparison.replaces = cursor.fetchone()[0]
    if not comparison.replaces:
        return comparison
    row = f"ROW({', '.join(content)})"
    cursor.execute(
        _COMPARED.format(content=row, table=table, draft=draft),
        {"office": batch.office_id, "examples": EXAMPLES},
    )
    for kind, name, count in cursor.fetchall():
        if kind == "dropped" and batch.append:
            continue
        comparison.counts[kind] = count
        comparison.examples.append(Difference(kind, name, ""))
    gone = comparison.counts.get("dropped", 0)
    if comparison.replaces and gone > comparison.replaces * settings.REGISTRY_GONE_SHARE:
        params = {"gone": gone, "before": comparison.replaces, "share": f"{gone * 100 // comparison.replaces} %"}  # fmt: skip
        comparison.problems.append(
            Problem("", None, None, "", "registry-shrinks", params, "question")
        )
    return comparison
