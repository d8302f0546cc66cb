"""How many live in the household of a payment: as its roster says, else as the household register does.

{persons:p}   of the payment with alias p; NULL where neither knows
{at_home:vehicles}  a table: for every standing line of a registry whoever lives with its person, and
              the person: line_id, person_id, household, and what the register says of either
"""

from __future__ import annotations

import re

from matching.models import REGISTRIES


MARK = re.compile(r"\{persons:(?P<alias>[a-z_]+)\}")
# A rule that returns payments says by this column of which ones nobody knows it.
UNCLEAR = "unclear_household"
# Of two dates of death the later counts, here as everywhere.
_PERSONS = """coalesce(nullif({alias}.household_size, 0), (
        SELECT nullif(count(DISTINCT at_home.person_id), 0)
        FROM matching_householdmember AS whose
        JOIN matching_householdmember AS at_home
            ON at_home.household = whose.household AND NOT at_home.ended
        WHERE whose.person_id = {alias}.beneficiary_id AND NOT whose.ended
            AND (at_home.person_id = whose.person_id OR NOT coalesce((
                SELECT max(gone.died_on) FROM matching_deathrecord AS gone
                WHERE gone.person_id = at_home.person_id AND NOT gone.ended
            ) < {alias}.period_from, false))
    ))"""


AT_HOME = re.compile(r"\{at_home:(?P<registry>[a-z-]+)\}")
# Whoever stands in no household register is at home with nobody but themselves.
_AT_HOME = """(
    SELECT line.id AS line_id, own.person_id, own.household,
        own.relation, member.relation AS other_relation
    FROM {table} AS line
    JOIN matching_householdmember AS member
        ON member.person_id = line.person_id AND NOT member.ended
    JOIN {{registry_subset:matching_householdmember}} AS own
        ON own.household = member.household AND NOT own.ended AND own.person_id <> line.person_id
    WHERE NOT line.ended {{affected:own.person_id}}
    UNION ALL
    SELECT line.id, line.person_id, own.household, '', ''
    FROM {{registry_subset:{table}}} AS line
    LEFT JOIN LATERAL (
        SELECT max(member.household) AS household FROM matching_householdmember AS member
        WHERE member.person_id = line.person_id AND NOT member.ended
    ) AS own ON true
    WHERE NOT line.ended {{affected:line.person_id}}
)"""


def with_lines_at_home(sql: str) -> str:
    """The same with every {at_home:…} written out; KeyError for an unknown registry."""
    return AT_HOME.sub(
        lambda match: _AT_HOME.format(table=REGISTRIES[match["registry"]]._meta.db_table), sql
    )


def asks_household(sql: str) -> bool:
    """Whether a rule's SQL asks how many live in a household."""
    return MARK.search(sql) is not None


def with_household(sql: str) -> str:
    """The same with every {persons:…} written out."""
    return MARK.sub(lambda match: _PERSONS.format(alias=match["alias"]), sql)
