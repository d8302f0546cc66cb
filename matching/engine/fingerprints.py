"""What a rule sees things from, and which changes it has not seen from there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from clues.choices import Act, Status
from core.cursors import Cursor
from matching.rules import Rule
from matching.rules.vocabulary import Place, digest_of


# Everything of the catalogue that a rule's answer may hang on; as rows, so that what is empty keeps
# its place.
_CATALOGUE = """
SELECT md5(concat_ws('/',
    (SELECT string_agg((code, name, household_benefit, means_tested, period_kind,
        due_day, due_month, due_rule, unit, age_min, age_max)::text, ';' ORDER BY code) FROM funds_programme),
    (SELECT string_agg(concat_ws('|', from_programme_id, to_programme_id), ';'
        ORDER BY from_programme_id, to_programme_id) FROM funds_programme_exclusive_with),
    (SELECT string_agg((id, programme_id, region_id, recipient_class, amount, unit,
        basis, valid_from, valid_to)::text, ';' ORDER BY id) FROM funds_standard)
))
"""
# And what administrators have set, rule by rule.
_PARAMETERS = """
SELECT rule, string_agg((id, name, region_code, value, valid_from, valid_to)::text, ';' ORDER BY id)
FROM matching_ruleparameter
WHERE trial_id IN (SELECT id FROM matching_trial WHERE status = 'live')
GROUP BY rule
"""
# A rule that judges somebody by how far publications or registries reach says so in its header;
# it looks again at everybody when they reach further. If it names programmes, only theirs count.
_PROGRAMME_CODE = re.compile(r"'([0-9]{7}|L[0-9]{6})'")
_REACH = """
SELECT programme.code, total.region_code, min(total.month), max(total.month)
FROM funds_paymenttotal AS total
JOIN funds_programme AS programme ON programme.id = total.programme_id
WHERE total.payments > 0 AND right(total.region_code, 6) = '000000'
GROUP BY 1, 2 ORDER BY 1, 2
"""
_UNSEEN = """
SELECT stand, change.id
FROM unnest(%s::text[]) AS stand
CROSS JOIN intake_change AS change
WHERE NOT EXISTS (
    SELECT FROM matching_processedchange AS seen WHERE seen.fingerprint = stand AND seen.change_id = change.id
)
ORDER BY change.id
"""
# In two ranges of the index, each mostly empty; "A" follows "@".
_FORGET = """
DELETE FROM matching_processedchange AS seen
USING unnest(%s::text[], %s::text[]) AS now (rule, fingerprint)
WHERE seen.fingerprint ~>=~ (now.rule || '@') AND seen.fingerprint ~<~ now.fingerprint
    OR seen.fingerprint ~>~ now.fingerprint AND seen.fingerprint ~<~ (now.rule || 'A')
"""
# While a person has a clue in hand runs leave it as it was. Let go of, or called clean until a day
# that is over, it has to be looked at again, whatever changed since: the changes of the sheets
# behind it count as unseen once more.
_LET_GO = """
WITH last AS MATERIALIZED (
    SELECT result.rule, max(run.started_at) AS at
    FROM matching_ruleresult AS result JOIN matching_run AS run ON run.id = result.run_id
    WHERE result.rule = ANY(%s) AND result.finished_at IS NOT NULL AND result.error = ''
    GROUP BY result.rule
), let_go AS (
    SELECT clue.id FROM clues_historyline AS line
    JOIN clues_clue AS clue ON clue.id = line.clue_id JOIN last ON last.rule = clue.source
    -- What was written before that run opened may have been committed after.
    WHERE line.act = ANY(%s) AND line.at >= last.at - interval '10 minutes'
        AND line.at >= (SELECT min(at) FROM last) - interval '10 minutes'
    UNION SELECT id FROM clues_clue
    WHERE status = %s AND still_detected AND clean_until < %s AND source = ANY(%s)
), behind AS (
    SELECT clue.source, change.id
    FROM let_go
    JOIN clues_clue AS clue ON clue.id = let_go.id
    JOIN clues_cluebatch AS sheet ON sheet.clue_id = clue.id
    JOIN intake_change AS change ON change.batch_id = sheet.batch_id
    -- Where sums or pictures speak alone: a payment of the place and the programme, and a picture of
    -- the village, whichever came last.
    UNION SELECT clue.source, last_change.id
    FROM let_go
    JOIN clues_clue AS clue ON clue.id = let_go.id
    CROSS JOIN LATERAL (
        (
            SELECT change.id FROM funds_programme AS programme
            JOIN funds_payment AS p ON p.programme_id = programme.id
                AND p.region_id = clue.region_code
            JOIN intake_change AS change ON change.batch_id = p.batch_id
            WHERE programme.code = clue.programme_code ORDER BY change.id DESC LIMIT 1
        ) UNION ALL (
            SELECT change.id FROM intake_change AS change
            WHERE change.region_code = clue.region_code ORDER BY change.id DESC LIMIT 1
        )
    ) AS last_change
    WHERE NOT EXISTS (SELECT FROM clues_cluebatch AS sheet WHERE sheet.clue_id = clue.id)
)
SELECT source, array_agg(DISTINCT id ORDER BY id) FROM behind GROUP BY source
"""
_LETTING_GO = (
    Act.RECALL_CHECK, Act.ANSWER_CHECK, Act.EXPLAIN, Act.REOPEN, Act.RAISED_AGAIN,
    Act.SPLIT_OFF,
)  # fmt: skip
# And what administrators say that words mean, column by column.
_WORDS = """
SELECT registry, "column", string_agg((word, region_code, meaning)::text, ';' ORDER BY id)
FROM matching_statusword GROUP BY 1, 2
"""
_AS_OF = """
SELECT source.name, source.office_id, source.as_of, office.region_code
FROM matching_registrysource AS source
JOIN accounts_office AS office ON office.id = source.office_id
WHERE source.rows > 0
ORDER BY 1, 2
"""
# And where a rule keeps still because its list knows too few.
_THIN = """
SELECT rule, string_agg(registry || region_code, ';' ORDER BY registry, region_code)
FROM matching_thinplace GROUP BY rule
"""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the rules of a run see: a digest of programmes and standards; what is set for each rule;
    programme, region, first and last month of what was published; registry, office, day up to
    which it reaches and the office's region; what words mean; where lists know too few for a rule.
    """

    digest: str
    parameters: dict[str, str]
    months: list[tuple[str, str, date, date]]
    as_of: list[tuple[str, int, date, str]]
    words: dict[Place, str]
    thin: dict[str, str]

    def words_of(self, places: Iterable[Place]) -> str:
        """A digest of what the words of these columns mean."""
        return ";".join(
            f"{place}{digest_of(place)}{self.words.get(place, '')}" for place in sorted(places)
        )

    def sources(self, registries: Sequence[str]) -> str:
        """Which offices of which regions loaded these: whoever stands in none is judged by whether
        it is loaded.
        """
        return ";".join(
            f"{name}|{office}|{region}"
            for name, office, _as_of, region in self.as_of
            if name in registries
        )

    def reach(self, name: str, programmes: Sequence[str]) -> Sequence[tuple[Any, ...]]:
        """How far publications (of these programmes, or all) or registries reach."""
        if name == "as-of":
            return self.as_of
        at = 2 if name == "first-month" else 3
        return [
            (row[0], row[1], row[at])
            for row in self.months
            if not programmes or row[0] in programmes
        ]


def catalogue(cursor: Cursor, rules: Iterable[Rule]) -> Catalogue:
    """What input_fingerprint() needs to know of these rules, read once for all."""
    cursor.execute(_CATALOGUE)
    digest = cursor.fetchone()[0]
    cursor.execute(_PARAMETERS)
    parameters = dict(cursor.fetchall())
    months = []
    # Long to read, and few rules ask.
    if any(name != "as-of" for rule in rules for name in rule.reaches):
        cursor.execute(_REACH)
        months = cursor.fetchall()
    cursor.execute(_AS_OF)
    as_of = cursor.fetchall()
    cursor.execute(_WORDS)
    words = {(registry, column): said for registry, column, said in cursor.fetchall()}
    cursor.execute(_THIN)
    thin = dict(cursor.fetchall())
    return Catalogue(digest, parameters, months, as_of, words, thin)


def input_fingerprint(rule: Rule, known: Catalogue) -> str:
    """What a rule sees things from: its file, the catalogue, its parameters, registries loaded.

    When any of these changes, no change counts as seen, and the next run looks at everybody again.
    """
    named = _PROGRAMME_CODE.findall(rule.sql)
    reaches = [known.reach(name, named) for name in rule.reaches]
    own = [
        known.parameters.get(rule.code),
        known.sources(rule.registries),
        known.words_of(rule.words_asked),
        known.thin.get(rule.code),
    ]
    digest = hashlib.md5("/".join(filter(None, own)).encode(), usedforsecurity=False).hexdigest()
    seen = f"{known.digest}{digest}{reaches}"
    return f"{rule.code}@{rule.version}:{hashlib.sha256(seen.encode()).hexdigest()[:12]}"


def unseen_changes(cursor: Cursor, input_fingerprints: Sequence[str]) -> dict[str, list[int]]:
    """By input_fingerprint the changes of published rows not looked at from there, oldest first."""
    unseen: dict[str, list[int]] = {
        input_fingerprint: [] for input_fingerprint in input_fingerprints
    }
    cursor.execute(_UNSEEN, [list(input_fingerprints)])
    for stand, change in cursor.fetchall():
        unseen[stand].append(change)
    return unseen


def forget_other_fingerprints(cursor: Cursor, input_fingerprints: Mapping[str, str]) -> None:
    """Of each rule, what was seen from elsewhere than its input_fingerprint."""
    cursor.execute(_FORGET, [list(input_fingerprints), list(input_fingerprints.values())])


def changes_to_recheck(cursor: Cursor, rules: Sequence[str]) -> dict[str, list[int]]:
    """By rule the changes of the sheets behind clues that were let go of since its last run."""
    acts, codes = [str(act) for act in _LETTING_GO], list(rules)
    cursor.execute(_LET_GO, [codes, acts, Status.EXPLAINED, timezone.localdate(), codes])
    return dict(cursor.fetchall())
