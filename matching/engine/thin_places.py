"""Where a registry knows too few for a missing line to mean anything.

A rule that accuses somebody for standing in no list ({covered:…}) keeps still in a county whose list
was loaded only in part: those who are missing there are missing from the list, not from the facts.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from core.cursors import Cursor
from matching.models import REGISTRIES, ThinPlace
from matching.rules import Rule


# Twenty villages of a county, always the same, tell its share; of fewer unknown people none can be told.
_VILLAGES, _UNKNOWN = 20, 5
# Where the list sufficed the last time it has to fall this far under the bound: no rule goes on and
# off from night to night.
_SLACK = 0.9
# Somebody is known whose line stands, or that of anybody in the same household.
_COUNT = """
WITH asked AS MATERIALIZED (
    SELECT id FROM funds_programme AS programme WHERE {programmes}
), village AS MATERIALIZED (
    SELECT code, county FROM (
        SELECT code, left(code, 6) AS county,
            row_number() OVER (PARTITION BY left(code, 6) ORDER BY md5(code)) AS place
        FROM (
            SELECT DISTINCT region_code AS code FROM funds_paymenttotal
            WHERE programme_id IN (SELECT id FROM asked) AND payments > 0
                AND right(region_code, 3) <> '000'
        ) AS paid
    ) AS placed
    WHERE place <= {villages}
), subject AS MATERIALIZED (
    SELECT DISTINCT village.county, p.beneficiary_id AS person_id
    FROM village
    CROSS JOIN asked
    JOIN funds_payment AS p ON p.region_id = village.code AND p.programme_id = asked.id
    WHERE p.state = 'paid'
), known AS (
    SELECT subject.person_id FROM subject
    JOIN {table} AS line ON line.person_id = subject.person_id AND NOT line.ended
    UNION
    SELECT subject.person_id FROM subject
    JOIN matching_householdmember AS own ON own.person_id = subject.person_id AND NOT own.ended
    JOIN matching_householdmember AS member
        ON member.household = own.household AND NOT member.ended
    JOIN {table} AS line ON line.person_id = member.person_id AND NOT line.ended
)
SELECT subject.county, count(*), count(known.person_id)
FROM subject LEFT JOIN known ON known.person_id = subject.person_id
GROUP BY subject.county
"""


def find_thin_places(cursor: Cursor, rules: Iterable[Rule]) -> None:
    """Count anew where the lists know too few of whom these rules accuse by absence. In a transaction."""
    thin: list[ThinPlace] = []
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('matching.thin_places'))")
    before = set(ThinPlace.objects.values_list("rule", "registry", "region_code"))
    for rule in rules:
        for registry in sorted(rule.accuses_by_absence):
            cursor.execute(
                _COUNT.format(
                    programmes=rule.asked_about(registry),
                    table=REGISTRIES[registry]._meta.db_table,
                    villages=_VILLAGES,
                )
            )
            for county, subjects, known in cursor.fetchall():
                place = (rule.code, registry, county.ljust(12, "0"))
                bound = settings.CROSSCHECK_COVERAGE * (1 if place in before else _SLACK)
                if known < bound * subjects and subjects - known >= _UNKNOWN:
                    thin.append(
                        ThinPlace(
                            rule=place[0], registry=registry, region_code=place[2],
                            subjects=subjects, known=known,
                        )
                    )  # fmt: skip
    ThinPlace.objects.all().delete()
    ThinPlace.objects.bulk_create(thin)
