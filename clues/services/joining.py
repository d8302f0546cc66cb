"""One matter, one clue, several reasons: what two rules say of the same payments becomes one clue.

A rule names the rules of which it is another reason. Of a clue about the same subject that holds all
its payments it becomes a part, by itself; and is on its own again when that no longer holds. What a
person has in hand, or has taken apart, is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from clues.choices import Act, Status


_PAYMENTS = """jsonb_path_query_array(part.evidence, '$[*] ? (@.kind == "payment")')"""
_HOLDS = f"""({_PAYMENTS} <> '[]' AND main.evidence @> {_PAYMENTS})"""
_JOIN = f"""
WITH pairs AS (
    SELECT source, main, place FROM jsonb_each(%(reasons)s::jsonb) AS of (source, mains)
    CROSS JOIN LATERAL jsonb_array_elements_text(mains) WITH ORDINALITY AS named (main, place)
), chosen AS (
    SELECT DISTINCT ON (part.id) part.id, part.number, main.id AS main, main.number AS main_number
    FROM pairs
    JOIN clues_clue AS part ON part.source = pairs.source AND part.still_detected
    JOIN clues_clue AS main ON main.source = pairs.main AND main.still_detected
        AND main.subject_key = part.subject_key
    WHERE part.status = %(suspected)s AND part.holder_id IS NULL
        AND main.status IN (%(suspected)s, %(checked)s) AND main.duty = part.duty
        AND {_HOLDS}
        AND NOT EXISTS (SELECT FROM clues_clue AS other WHERE other.merged_into_id = part.id)
        AND NOT EXISTS (
            SELECT FROM clues_historyline AS line
            WHERE line.clue_id = part.id AND line.act = %(split_off)s AND line.by_id IS NOT NULL
        )
    ORDER BY part.id, pairs.place, main.id
), joined AS (
    UPDATE clues_clue AS c SET status = %(merged)s, merged_into_id = chosen.main, reason = true,
        due_on = NULL, changed_at = now()
    FROM chosen WHERE c.id = chosen.id
)
INSERT INTO clues_historyline (clue_id, at, act, changes, words)
SELECT id, now(), %(merge)s, jsonb_build_object(
    'status', jsonb_build_array(%(suspected)s::text, %(merged)s::text),
    'merged_into', jsonb_build_array('', main_number)
), '' FROM chosen
UNION ALL SELECT main, now(), %(merge)s, '{{}}', number FROM chosen
"""
# What a person is at work on keeps its evidence, so that it may seem to hold less.
_PART = f"""
WITH parted AS (
    UPDATE clues_clue AS c SET merged_into_id = NULL, reason = false, changed_at = now(),
        status = CASE WHEN c.still_detected THEN %(suspected)s ELSE %(gone)s END
    FROM clues_clue AS part
    JOIN clues_clue AS main ON main.id = part.merged_into_id
    WHERE c.id = part.id AND part.reason AND part.status = %(merged)s
        AND %(reasons)s::jsonb -> part.source ? main.source
        AND main.status IN (%(suspected)s, %(gone)s)
        AND NOT (part.still_detected AND main.still_detected AND {_HOLDS})
    RETURNING c.id, c.number, c.status, main.id AS main, main.number AS main_number
), told AS (
    INSERT INTO clues_historyline (clue_id, at, act, changes, words)
    SELECT id, now(), %(split_off)s, jsonb_build_object(
        'status', jsonb_build_array(%(merged)s::text, status),
        'merged_into', jsonb_build_array(main_number, '')
    ), '' FROM parted
    UNION ALL SELECT main, now(), %(split_off)s, '{{}}'::jsonb, number FROM parted
)
SELECT DISTINCT main FROM parted
"""
# It stood on only for the part that is on its own again.
_LEFT = """
UPDATE clues_clue AS main SET status = %(gone)s, holder_id = NULL, held_at = NULL, due_on = NULL,
    changed_at = now()
WHERE id = ANY(%(mains)s) AND status = %(suspected)s AND NOT still_detected AND NOT EXISTS (
    SELECT FROM clues_clue AS part WHERE part.merged_into_id = main.id AND part.still_detected
)
"""


@transaction.atomic
def join_reasons(reasons: Mapping[str, Sequence[str]]) -> None:
    """Join clues of these sources to one of the sources named for each, the first that holds them.

    Called when a run is over, before what stands for others is made to follow them.
    """
    values = {
        "reasons": json.dumps({source: list(mains) for source, mains in reasons.items()}),
        "suspected": Status.SUSPECTED,
        "checked": Status.CHECKED,
        "gone": Status.NO_LONGER_DETECTED,
        "merged": Status.MERGED,
        "merge": Act.MERGE,
        "split_off": Act.SPLIT_OFF,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PART, values)
        if mains := [main for (main,) in cursor.fetchall()]:
            cursor.execute(_LEFT, values | {"mains": mains})
        cursor.execute(_JOIN, values)
