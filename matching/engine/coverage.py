"""Of whom a rule asks about, whom do the registries know that it reads? From a sample of payments.

A list of everybody (households, the population, accounts, confirmed land) knows who stands in it. A
list of some (the dead, prisoners, car owners) says nothing of most people: there somebody counts as
known who lives where an office answers for the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.cursors import Cursor
from core.divisions import code_range
from matching.models import REGISTRIES
from matching.rules import Rule


# So many payments tell a share to about one in a hundred.
SAMPLED = 20_000
_LISTS_OF_ALL = {"households", "population", "bank-accounts", "land"}
# Whole pages of the table: more would have to be read for rows one by one.
_SAMPLE = """
CREATE TEMP TABLE coverage_sample ON COMMIT DROP AS
SELECT DISTINCT p.beneficiary_id, p.account, p.region_id, p.programme_id
FROM funds_payment AS p TABLESAMPLE SYSTEM (%s) REPEATABLE (1)
WHERE p.state = 'paid'
"""
_PUBLISHED = "SELECT coalesce(sum(accepted), 0) FROM intake_batch WHERE kind = 'payments'"
_COUNT = """
SELECT count(*), count(*) FILTER (WHERE known) FROM (
    SELECT {key} AS key, bool_or({known}) AS known
    FROM coverage_sample AS s
    WHERE {key} IS NOT NULL
        AND s.programme_id IN (SELECT id FROM funds_programme AS programme WHERE {programmes})
    GROUP BY 1
) AS subject
"""
_STANDS = "EXISTS (SELECT FROM {table} AS line WHERE line.{column} = {key} AND NOT line.ended)"
_OFFICES = """
SELECT DISTINCT source.name, office.region_code
FROM matching_registrysource AS source
JOIN accounts_office AS office ON office.id = source.office_id
WHERE source.rows > 0
"""


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many subjects in the sample a registry knows so many."""

    rule: str
    registry: str
    subjects: int
    known: int


def shares_known(cursor: Cursor, rules: Iterable[Rule]) -> Iterator[Share]:
    """By rule about people or accounts and by registry that it reads. Inside a transaction."""
    cursor.execute(_OFFICES)
    offices: dict[str, list[str]] = {}
    for name, region in cursor.fetchall():
        offices.setdefault(name, []).append(region)
    cursor.execute(_PUBLISHED)
    published = int(cursor.fetchone()[0])
    cursor.execute("DROP TABLE IF EXISTS pg_temp.coverage_sample")
    cursor.execute(_SAMPLE, [100 * min(1.0, SAMPLED / max(1, published))])
    cursor.execute("ANALYZE coverage_sample")
    # Many rules ask alike.
    counted: dict[str, tuple[int, int]] = {}
    for rule in rules:
        if not rule.scope.payments_column:
            continue
        for registry in rule.registries:
            question = _question(rule, registry, offices.get(registry, []))
            if question not in counted:
                cursor.execute(question)
                counted[question] = cursor.fetchone()
            yield Share(rule.code, registry, *counted[question])


def _question(rule: Rule, registry: str, regions: list[str]) -> str:
    key = f"s.{rule.scope.payments_column}"
    if not regions:
        known = "false"
    elif registry in _LISTS_OF_ALL:
        column = "account" if registry == "bank-accounts" else "person_id"
        owner = "s.account" if registry == "bank-accounts" else "s.beneficiary_id"
        table = REGISTRIES[registry]._meta.db_table
        known = _STANDS.format(table=table, column=column, key=owner)
    else:
        ranges = [code_range(region) for region in sorted(regions)]
        known = " OR ".join(
            f"s.region_id BETWEEN '{int(low):012d}' AND '{int(high):012d}'" for low, high in ranges
        )
    return _COUNT.format(key=key, known=known, programmes=rule.asked_about(registry))
