"""What a rule sees things from, and which changes it has not seen from there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.rules import Rule


# Everything of the catalogue that a rule's answer may hang on.
_CATALOGUE = """
SELECT md5(concat_ws('/',
    (SELECT string_agg(concat_ws('|', code, name, household_benefit, means_tested, period_kind,
        due_day, due_month, due_rule, unit, age_min, age_max), ';' ORDER BY code) FROM funds_programme),
    (SELECT string_agg(concat_ws('|', from_programme_id, to_programme_id), ';'
        ORDER BY from_programme_id, to_programme_id) FROM funds_programme_exclusive_with),
    (SELECT string_agg(concat_ws('|', id, programme_id, region_id, recipient_class, amount, unit,
        basis, valid_from, valid_to), ';' ORDER BY id) FROM funds_standard)
))
"""
# And what administrators have set, rule by rule.
_PARAMETERS = """
SELECT rule, string_agg(concat_ws('|', id, name, region_code, value, valid_from, valid_to), ';'
    ORDER BY id)
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
    SELECT FROM matching_seenchange AS seen WHERE seen.rule = stand AND seen.change_id = change.id
)
ORDER BY change.id
"""
_AS_OF = """
SELECT source.name, source.office_id, source.as_of, office.region_code
FROM matching_registrysource AS source
JOIN accounts_office AS office ON office.id = source.office_id
WHERE source.rows > 0
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the rules of a run see: a digest of programmes and standards; what is set for each rule;
    programme, region, first and last month of what was published; registry, office, day up to
    which it reaches and the office's region.
    """

    digest: str
    parameters: dict[str, str]
    months: list[tuple[str, str, date, date]]
    as_of: list[tuple[str, int, date, str]]

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


def catalogue(cursor: Any) -> Catalogue:
    """What standpoint() needs to know, read once for all rules of a run."""
    cursor.execute(_CATALOGUE)
    digest = cursor.fetchone()[0]
    cursor.execute(_PARAMETERS)
    parameters = dict(cursor.fetchall())
    cursor.execute(_REACH)
    months = cursor.fetchall()
    cursor.execute(_AS_OF)
    return Catalogue(digest, parameters, months, cursor.fetchall())


def standpoint(rule: Rule, known: Catalogue) -> str:
    """What a rule sees things from: its file, the catalogue, its parameters, registries loaded.

    When any of these changes, no change counts as seen, and the next run looks at everybody again.
    """
    named = _PROGRAMME_CODE.findall(rule.sql)
    reaches = [known.reach(name, named) for name in rule.reaches]
    own = [known.parameters.get(rule.code), known.sources(rule.registries)]
    digest = hashlib.md5("/".join(filter(None, own)).encode(), usedforsecurity=False).hexdigest()
    seen = f"{known.digest}{digest}{reaches}"
    return f"{rule.code}@{rule.version}:{hashlib.sha256(seen.encode()).hexdigest()[:12]}"


def unseen_changes(cursor: Any, standpoints: Sequence[str]) -> dict[str, list[int]]:
    """By standpoint the changes of published rows not looked at from there, oldest first."""
    unseen: dict[str, list[int]] = {standpoint: [] for standpoint in standpoints}
    cursor.execute(_UNSEEN, [list(standpoints)])
    for stand, change in cursor.fetchall():
        unseen[stand].append(change)
    return unseen
