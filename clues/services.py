"""Opening clues from what a rule found: set-wise, by fingerprint, never twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clues.choices import Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many hits there were, how many are new clues, how many old ones no longer hold."""

    found: int
    new: int
    cleared: int


def open_from_hits(
    cursor: Any,
    *,
    hits: str,
    source: str,
    rule_version: str,
    severity: str,
    run: int,
    looked_at: str | None,
) -> Outcome:
    """Upsert clues from the table `hits` inside the caller's transaction.

    `hits` has subject, grade, region_code, programme_code, amount, facts, evidence; a subject
    begins with the hexadecimal key of who it is about, then ":". Clues of this source whose
    subject was looked at again (`looked_at`: a table with a bytea column `key`; None means
    all) and not hit become "no longer detected"; one that is hit again opens again. The same
    facts leave a clue untouched but for its last run.
    """
    cursor.execute(
        _UPSERT.format(hits=hits),
        {
            "source": source,
            "version": rule_version,
            "severity": severity,
            "run": run,
            "suspected": Status.SUSPECTED,
        },
    )
    found, new = cursor.fetchone()
    scope = (
        ""
        if looked_at is None
        else f"AND split_part(source_key, ':', 1) IN (SELECT encode(key, 'hex') FROM {looked_at})"
    )
    cursor.execute(
        f"""
        UPDATE clues_clue SET status = %(gone)s, changed_at = now(), last_run = %(run)s
        WHERE source = %(source)s AND status = %(suspected)s
            AND NOT EXISTS (SELECT FROM {hits} AS h WHERE h.subject = source_key) {scope}
        """,
        {
            "source": source,
            "run": run,
            "gone": Status.NO_LONGER_DETECTED,
            "suspected": Status.SUSPECTED,
        },
    )
    return Outcome(found=found, new=new, cleared=cursor.rowcount)


_UPSERT = """
WITH written AS (
    INSERT INTO clues_clue (
        number, source, source_key, rule_version, status, severity, grade, region_code,
        programme_code, amount, facts, evidence, facts_digest, first_run, last_run,
        opened_at, changed_at
    )
    SELECT
        -- An old clue keeps its number and uses none up.
        coalesce(
            known.number,
            to_char(now(), '"YD"YYYY-') || lpad(nextval('clues_clue_number')::text, 6, '0')
        ),
        %(source)s, h.subject, %(version)s, %(suspected)s, %(severity)s, h.grade, h.region_code,
        h.programme_code, h.amount, h.facts, h.evidence, md5(h.facts::text), %(run)s, %(run)s,
        now(), now()
    FROM {hits} AS h
    LEFT JOIN clues_clue AS known ON known.source = %(source)s AND known.source_key = h.subject
    ON CONFLICT (source, source_key) DO UPDATE SET
        last_run = excluded.last_run,
        status = excluded.status,
        changed_at = CASE
            WHEN clues_clue.facts_digest = excluded.facts_digest
                AND clues_clue.status = excluded.status
            THEN clues_clue.changed_at ELSE now() END,
        rule_version = excluded.rule_version, severity = excluded.severity,
        grade = excluded.grade, region_code = excluded.region_code,
        amount = excluded.amount, facts = excluded.facts, evidence = excluded.evidence,
        facts_digest = excluded.facts_digest
    RETURNING (xmax = 0) AS inserted
)
SELECT count(*), count(*) FILTER (WHERE inserted) FROM written
"""
