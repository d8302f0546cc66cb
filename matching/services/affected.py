"""Whom the next incremental run has to look at: everybody in what changed since the last one."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from intake.models import Change
from matching.models import SeenChange
from matching.rules import Rule


def standpoint(cursor: Any, rule: Rule) -> str:
    """What a rule sees things from: its file's version and the programmes' traits.

    When either changes, no change counts as seen, and the next run looks at everybody again.
    """
    cursor.execute(
        "SELECT md5(coalesce(string_agg(concat_ws('|', code, name, household_benefit), ';'"
        " ORDER BY code), '')) FROM funds_programme"
    )
    return f"{rule.code}@{rule.version}:{cursor.fetchone()[0][:12]}"


def unseen_changes(rule: str) -> list[int]:
    """The changes of published rows not looked at from this standpoint."""
    seen = SeenChange.objects.filter(rule=rule, change_id=OuterRef("pk"))
    return list(Change.objects.filter(~Exists(seen)).order_by("pk").values_list("pk", flat=True))


def collect_affected(cursor: Any, changes: list[int]) -> str:
    """A temporary table `affected(key)` of the sealed numbers of all persons in those changes.

    Read from the rows themselves, standing or not: a withdrawn payment and a replaced registry
    line both change what is true of their person.
    """
    cursor.execute("DROP TABLE IF EXISTS affected")
    cursor.execute(
        """
        CREATE TEMP TABLE affected ON COMMIT DROP AS
        WITH batches AS (
            SELECT DISTINCT batch_id FROM intake_change WHERE id = ANY(%s)
        )
        SELECT beneficiary_id AS key FROM funds_payment
            WHERE batch_id IN (SELECT batch_id FROM batches)
        UNION
        SELECT person_id FROM matching_deathrecord
            WHERE batch_id IN (SELECT batch_id FROM batches) OR ended_by IN (SELECT batch_id FROM batches)
        """,
        [changes],
    )
    cursor.execute("CREATE UNIQUE INDEX ON affected (key)")
    cursor.execute("ANALYZE affected")
    return "affected"
