"""Opening clues from what a rule found: set-wise, by fingerprint, never twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from clues.choices import Act, Explanation, Status
from core.cursors import Cursor


# So many times what was explained is raised again, where a source says nothing else.
GROWTH = Decimal(2)
# A subject reads: hexadecimal key of whom it is about, ":", what makes the clue one.
KEY_OF_SUBJECT = "decode(split_part(subject, ':', 1), 'hex')"
_HITS = f"""
CREATE TEMP TABLE hits (
    subject text, grade text, region_code text, programme_code text, amount numeric, facts jsonb,
    evidence jsonb, groups jsonb,
    subject_key bytea GENERATED ALWAYS AS ({KEY_OF_SUBJECT}) STORED
) ON COMMIT DROP
"""


@dataclass(frozen=True, slots=True)
class UpsertCounts:
    """How many hits there were, how many are new clues, how many old ones no longer hold."""

    found: int
    new: int
    cleared: int


def make_hits_table(cursor: Cursor) -> None:
    """The temporary table `hits`, empty, as upsert_from_hits reads it; gone at commit."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.hits")
    cursor.execute(_HITS)


def upsert_from_hits(
    cursor: Cursor,
    *,
    hits: str,
    source: str,
    rule_version: str,
    severity: str,
    duty: bool = False,
    hint: bool = False,
    run: int,
    looked_at: str | None,
    shard: tuple[int, int] | None = None,
    growing: Sequence[str] = (),
    growth: Decimal = GROWTH,
) -> UpsertCounts:
    """Upsert clues from the table `hits` inside the caller's transaction.

    `hits` is as make_hits_table() makes it. Clues of this source whose subject was looked at again (`looked_at`: a table with a bytea column `key`; None
    means all; `shard` (i, n) narrows it to keys whose last byte modulo n is i) and not hit
    become "no longer detected", a department's duty also while it is asked; one that is hit again
    opens again. A hit that says what the clue
    says already leaves it untouched but for its last run.

    What a person has taken up keeps status and facts: the run only notes that it looked, whether
    the rule still finds it, and once in its history that it finds other facts now. What was
    explained stays so until what accuses differs (all facts but the `growing` ones, which only count,
    sum or date the latest), the money is more than `growth` times what was explained, at the pace of
    then (any more, where it was said to be mended), or the day is over until which it was called clean.
    """
    values: dict[str, Any] = {
        "source": source,
        "version": rule_version,
        "severity": severity,
        "duty": duty,
        "hint": hint,
        "run": run,
        "today": timezone.localdate(),
        "suspected": Status.SUSPECTED,
        "explained": Status.EXPLAINED,
        "mended": Explanation.MENDED,
        "merged": Status.MERGED,
        "gone": Status.NO_LONGER_DETECTED,
        "asked": [Status.CHECKING, Status.CHECKED],
        "raised_again": Act.RAISED_AGAIN,
        "facts_changed": Act.FACTS_CHANGED,
        "growing": list(growing),
        "growth": growth,
        "day": r"^\d{4}-\d\d-\d\d$",
        "shard": shard[0] if shard else 0,
        "shards": shard[1] if shard else 1,
    }
    # First of all, so that what is open again is written as it is now.
    cursor.execute(_NO_LONGER_CLEAN, values)
    cursor.execute(_RAISE_AGAIN.format(hits=hits), values)
    cursor.execute(_FACTS_CHANGED.format(hits=hits), values)
    cursor.execute(_UPSERT.format(hits=hits), values)
    found, new = cursor.fetchone()
    cursor.execute(_SEEN_AGAIN.format(hits=hits), values)
    cursor.execute(_CLEAR.format(hits=hits, scope=_scope(looked_at, shard)), values)
    (cleared,) = cursor.fetchone()
    return UpsertCounts(found=found, new=new, cleared=cleared)


def expire_clean_periods(cursor: Cursor, *, source: str) -> UpsertCounts:
    """What a run does that has nobody to look at: it still lets the days end until which clues
    of this source were called clean.
    """
    values: dict[str, Any] = {
        "source": source,
        "today": timezone.localdate(),
        "suspected": Status.SUSPECTED,
        "explained": Status.EXPLAINED,
        "raised_again": Act.RAISED_AGAIN,
    }
    cursor.execute(_NO_LONGER_CLEAN, values)
    return UpsertCounts(found=0, new=0, cleared=0)


def sync_merged_clues(growth: Mapping[str, Decimal] | None = None) -> None:
    """Let what stands for others follow them, of whichever source: it ends when all are lost, waits
    again when one is found again, and is raised again when it was explained of other facts of
    theirs. Called when a run is over: shards and rules lose and find them one by one. `growth` of
    the sources, where it is not the usual one.
    """
    values: dict[str, Any] = {
        "suspected": Status.SUSPECTED,
        "explained": Status.EXPLAINED,
        "gone": Status.NO_LONGER_DETECTED,
        "asked": [Status.CHECKING, Status.CHECKED],
        "raised_again": Act.RAISED_AGAIN,
        "mended": Explanation.MENDED,
        "usual": GROWTH,
        "growths": json.dumps({source: str(times) for source, times in (growth or {}).items()}),
        "today": timezone.localdate(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR_MERGED, values)
        cursor.execute(_RAISE_MERGED, values)


def _scope(looked_at: str | None, shard: tuple[int, int] | None) -> str:
    """Which of the source's clues the run could have found again."""
    scope = ""
    if looked_at is not None:
        scope = f"AND subject_key IN (SELECT key FROM {looked_at})"
    if shard is not None:
        scope += " AND get_byte(subject_key, length(subject_key) - 1) %% %(shards)s = %(shard)s"
    return scope


# What is held against what was known: in the first half all facts, and the money, which is one of
# them; in the second what accuses.
_DIGEST = """(left(md5(h.facts::text || '|' || round(h.amount, 2)), 16)
        || left(md5((h.facts - %(growing)s::text[])::text || '|' || h.grade), 16))"""


def _months(of: str) -> str:
    """Over how many months a clue's facts reach; 1 where they name no first and last period."""
    first, last = (f"({of}.facts ->> '{name}_period')" for name in ("first", "last"))
    parts = " + ".join(
        f"{times} * (extract({part} FROM {last}::date) - extract({part} FROM {first}::date))"
        for part, times in (("year", 12), ("month", 1))
    )
    return f"CASE WHEN {first} ~ %(day)s AND {last} ~ %(day)s THEN 1 + {parts} ELSE 1 END"


def _accuses_more(hit: str, explained: str) -> str:
    """Of a clue `explained` and a `hit`: it says more than what was explained.

    What goes on month by month as it was explained is not more; what was mended was to end.
    """
    return f"""({explained}.facts - %(growing)s::text[] <> {hit}.facts - %(growing)s::text[]
            OR {explained}.grade <> {hit}.grade AND {hit}.grade <> 'unclear-household'
            OR round({hit}.amount, 2) > coalesce({explained}.explained_amount, {explained}.amount)
                * CASE WHEN {explained}.explanation = %(mended)s THEN 1 ELSE %(growth)s
                    * greatest(1, ({_months(hit)}) / greatest(1, ({_months(explained)}))) END)"""


# What was explained, or lost, waits again as if nobody had ever had it.
_AGAIN = """
        status = %(suspected)s, explanation = '', explained_digest = '', clean_until = NULL,
        checked_at = NULL, holder_id = NULL, held_at = NULL, changed_at = now()
""".strip()
# Explained, and the facts are others now, or found again after the day until which it was called
# clean: suspected again, with a line that says so.
_RAISE_AGAIN = f"""
WITH again AS (
    UPDATE clues_clue AS c SET
        {_AGAIN}
    FROM {{hits}} AS h, clues_clue AS before
    WHERE c.source = %(source)s AND c.source_key = h.subject AND c.status = %(explained)s
        AND ({_accuses_more("h", "before")} OR c.clean_until < %(today)s) AND before.id = c.id
    RETURNING c.id, before.explanation AS explanation, before.amount AS was, round(h.amount, 2) AS now
)
INSERT INTO clues_historyline (clue_id, at, act, changes, words)
SELECT id, now(), %(raised_again)s, jsonb_build_object(
    'status', jsonb_build_array(%(explained)s::text, %(suspected)s::text),
    'explanation', jsonb_build_array(explanation, '')
) || CASE WHEN was = now THEN '{{{{}}}}'::jsonb ELSE jsonb_build_object(
    'amount', jsonb_build_array(was::text, now::text)
) END, '' FROM again
"""

# Called clean until a day that is over, and the rule still finds it.
_NO_LONGER_CLEAN = f"""
WITH again AS (
    UPDATE clues_clue AS c SET
        {_AGAIN}
    FROM clues_clue AS before
    WHERE c.source = %(source)s AND c.status = %(explained)s AND c.still_detected
        AND c.clean_until < %(today)s AND before.id = c.id
    RETURNING c.id, before.explanation, before.clean_until
)
INSERT INTO clues_historyline (clue_id, at, act, changes, words)
SELECT id, now(), %(raised_again)s, jsonb_build_object(
    'status', jsonb_build_array(%(explained)s::text, %(suspected)s::text),
    'explanation', jsonb_build_array(explanation, ''),
    'clean_until', jsonb_build_array(clean_until::text, '')
), '' FROM again
"""

# Taken up, and the rule finds other facts: whoever works on it is told, the facts stay. Explained:
# its card says what the rule finds by now, without a line each month.
_FACTS_CHANGED = f"""
WITH other AS (
    UPDATE clues_clue AS c SET
        latest_digest = CASE WHEN left({_DIGEST}, 16) = left(c.facts_digest, 16) THEN ''
            ELSE {_DIGEST} END,
        latest_amount = CASE WHEN left({_DIGEST}, 16) = left(c.facts_digest, 16) THEN NULL
            ELSE h.amount END
    FROM {{hits}} AS h, clues_clue AS before
    WHERE c.source = %(source)s AND c.source_key = h.subject AND before.id = c.id
        AND c.status NOT IN (%(suspected)s, %(gone)s)
        AND NOT (c.reason AND c.status = %(merged)s)
        AND left({_DIGEST}, 16)
            <> left(coalesce(nullif(c.latest_digest, ''), c.facts_digest), 16)
    RETURNING c.id, c.status, before.amount AS was, round(h.amount, 2) AS now
)
INSERT INTO clues_historyline (clue_id, at, act, changes, words)
SELECT id, now(), %(facts_changed)s, jsonb_build_object(
    'amount', jsonb_build_array(was::text, now::text)
), '' FROM other WHERE status <> %(explained)s
"""

# Explained between the two statements, of facts that are others now: suspected as well.
_FRESH = f"""(clues_clue.status IN (%(suspected)s, %(gone)s) OR clues_clue.status = %(explained)s
            AND {_accuses_more("excluded", "clues_clue")})"""
# A further reason of another clue follows what its rule finds, as long as it is one.
_WRITTEN = f"""({_FRESH} OR clues_clue.reason AND clues_clue.status = %(merged)s)"""
# Of a clue `known` and a hit `h`: nothing would change.
_SAME = f"""(
        known.still_detected AND known.status <> %(gone)s
        AND known.facts_digest = {_DIGEST} AND known.rule_version = %(version)s
        AND (known.severity, known.grade, known.region_code, known.programme_code, known.amount)
            = (%(severity)s, h.grade, h.region_code, h.programme_code, round(h.amount, 2))
        AND known.evidence = h.evidence AND known.groups = h.groups
        AND (known.latest_digest = '' OR known.status NOT IN (%(suspected)s, %(gone)s))
        AND (known.status <> %(explained)s OR known.explained_digest = known.facts_digest)
    )"""
_UPSERT = f"""
WITH written AS (
    INSERT INTO clues_clue (
        number, source, source_key, subject_key, rule_version, status, duty, hint, severity, grade, region_code,
        programme_code, amount, facts, evidence, groups, facts_digest, first_run, last_run,
        still_detected, opened_at, changed_at
    )
    SELECT
        -- An old clue keeps its number and uses none up.
        coalesce(
            known.number,
            to_char(%(today)s::date, '"YD"YYYY-') || lpad(nextval('clues_clue_number')::text, 6, '0')
        ),
        %(source)s, h.subject, h.subject_key, %(version)s, %(suspected)s, %(duty)s, %(hint)s, %(severity)s, h.grade, h.region_code,
        h.programme_code, h.amount, h.facts, h.evidence, h.groups, {_DIGEST},
        %(run)s, %(run)s, true, now(), now()
    FROM {{hits}} AS h
    LEFT JOIN clues_clue AS known ON known.source = %(source)s AND known.source_key = h.subject
    WHERE NOT coalesce({_SAME}, false)
    ON CONFLICT (source, source_key) DO UPDATE SET
        last_run = excluded.last_run,
        still_detected = true,
        explanation = CASE WHEN {_FRESH} THEN '' ELSE clues_clue.explanation END,
        status = CASE WHEN {_FRESH} THEN excluded.status ELSE clues_clue.status END,
        changed_at = CASE
            WHEN NOT {_FRESH}
                OR clues_clue.facts_digest = excluded.facts_digest
                AND clues_clue.status = excluded.status
            THEN clues_clue.changed_at ELSE now() END,
        rule_version = CASE WHEN {_WRITTEN} THEN excluded.rule_version ELSE clues_clue.rule_version END,
        duty = CASE WHEN {_WRITTEN} THEN excluded.duty ELSE clues_clue.duty END,
        hint = CASE WHEN {_WRITTEN} THEN excluded.hint ELSE clues_clue.hint END,
        severity = CASE WHEN {_WRITTEN} THEN excluded.severity ELSE clues_clue.severity END,
        grade = CASE WHEN {_WRITTEN} THEN excluded.grade ELSE clues_clue.grade END,
        region_code = CASE WHEN {_WRITTEN} THEN excluded.region_code ELSE clues_clue.region_code END,
        programme_code = CASE WHEN {_WRITTEN} THEN excluded.programme_code ELSE clues_clue.programme_code END,
        amount = CASE WHEN {_WRITTEN} THEN excluded.amount ELSE clues_clue.amount END,
        facts = CASE WHEN {_WRITTEN} THEN excluded.facts ELSE clues_clue.facts END,
        evidence = CASE WHEN {_WRITTEN} THEN excluded.evidence ELSE clues_clue.evidence END,
        groups = CASE WHEN {_WRITTEN} THEN excluded.groups ELSE clues_clue.groups END,
        facts_digest = CASE WHEN {_WRITTEN} THEN excluded.facts_digest ELSE clues_clue.facts_digest END,
        latest_digest = CASE WHEN {_WRITTEN} THEN '' ELSE clues_clue.latest_digest END,
        latest_amount = CASE WHEN {_WRITTEN} THEN NULL ELSE clues_clue.latest_amount END
    RETURNING (xmax = 0) AS inserted
)
SELECT (SELECT count(*) FROM {{hits}}), count(*) FILTER (WHERE inserted) FROM written
"""

# What stands as it stood is not written anew: evidence is long, and most nights change little.
_SEEN_AGAIN = """
UPDATE clues_clue AS c SET last_run = %(run)s
FROM {hits} AS h
WHERE c.source = %(source)s AND c.source_key = h.subject AND c.last_run <> %(run)s
"""

# It stands for those merged into it as well, as long as one of them is still found. A duty is done
# when what was owed is paid, whatever the department has answered.
_OVER = """((status = %(suspected)s OR duty AND status = ANY(%(asked)s)) AND NOT EXISTS (
            SELECT FROM clues_clue AS part
            WHERE part.merged_into_id = clues_clue.id AND part.still_detected
        ))"""
_CLEAR = f"""
WITH gone AS (
    UPDATE clues_clue SET
        still_detected = false, last_run = %(run)s,
        status = CASE WHEN {_OVER} THEN %(gone)s ELSE status END,
        holder_id = CASE WHEN {_OVER} THEN NULL ELSE holder_id END,
        held_at = CASE WHEN {_OVER} THEN NULL ELSE held_at END,
        due_on = CASE WHEN {_OVER} THEN NULL ELSE due_on END,
        changed_at = CASE WHEN {_OVER} THEN now() ELSE changed_at END
    WHERE source = %(source)s AND still_detected
        AND NOT EXISTS (SELECT FROM {{hits}} AS h WHERE h.subject = source_key) {{scope}}
    RETURNING id, status
), recalled AS (
    UPDATE clues_check AS c SET recalled_at = now() FROM gone
    WHERE c.clue_id = gone.id AND gone.status = %(gone)s
        AND c.answered_at IS NULL AND c.recalled_at IS NULL
)
SELECT count(*) FILTER (WHERE status = %(gone)s) FROM gone
"""

_CLEAR_MERGED = f"""
WITH gone AS (
    UPDATE clues_clue SET
        status = %(gone)s, holder_id = NULL, held_at = NULL, due_on = NULL, changed_at = now()
    WHERE NOT still_detected AND {_OVER}
        AND id IN (SELECT merged_into_id FROM clues_clue WHERE merged_into_id IS NOT NULL)
    RETURNING id
)
UPDATE clues_check AS c SET recalled_at = now() FROM gone
WHERE c.clue_id = gone.id AND c.answered_at IS NULL AND c.recalled_at IS NULL
"""
# What a part is known to say is kept with the explanation (checking.explain).
_RAISE_MERGED = f"""
WITH again AS (
    UPDATE clues_clue AS c SET
        {_AGAIN}
    FROM clues_clue AS before
    WHERE before.id = c.id AND EXISTS (
        SELECT FROM clues_clue AS part
        WHERE part.merged_into_id = c.id AND part.still_detected AND (
            c.status = %(gone)s OR c.status = %(explained)s AND (
                c.clean_until < %(today)s
                OR right(part.explained_digest, 16)
                    <> right(coalesce(nullif(part.latest_digest, ''), part.facts_digest), 16)
                OR NOT part.reason AND coalesce(part.latest_amount, part.amount) > part.explained_amount
                    * CASE WHEN c.explanation = %(mended)s THEN 1
                        ELSE coalesce((%(growths)s::jsonb ->> part.source)::numeric, %(usual)s) END
            )
        )
    )
    RETURNING c.id, before.status AS was, before.explanation
)
INSERT INTO clues_historyline (clue_id, at, act, changes, words)
SELECT id, now(), %(raised_again)s, jsonb_build_object(
    'status', jsonb_build_array(was, %(suspected)s::text),
    'explanation', jsonb_build_array(explanation, '')
), '' FROM again
"""
