"""How many live in the household of a payment: as its roster says, else as the household register does.

{persons:p}   of the payment with alias p; NULL where neither knows
"""

from __future__ import annotations

import re


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


def asks_household(sql: str) -> bool:
    """Whether a rule's SQL asks how many live in a household."""
    return MARK.search(sql) is not None


def with_household(sql: str) -> str:
    """The same with every {persons:…} written out."""
    return MARK.sub(lambda match: _PERSONS.format(alias=match["alias"]), sql)
