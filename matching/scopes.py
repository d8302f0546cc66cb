"""Scopes: whose subjects a rule looks at, and all that the engine has to know of them.

Everything that differs between scopes stands on one Scope. To add one is to add one object to
SCOPES (and its line to the table in docs/rules.md, which a test asks for).

In a statement here {batches} are the changed batches, {payments} what to read their payments from,
{first} the changed subjects of the scope that it begins with, {registry_persons} a SELECT of `key`:
whom changed lines of the rule's registries are about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matching.choices import Ground


_IN_BATCHES = "IN (SELECT batch_id FROM {batches})"
# Where none of them is a bank's list its accounts, which are many, are not even read.
_IN_BANK_LISTS = "IN (SELECT batch_id FROM {batches} WHERE kind = 'registry:bank-accounts')"


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope.

    `column` is what a rule compares with in a table of subjects: key (bytea), code (text) or id
    (bigint). `changed` is a SELECT of the subjects touched by changed batches: `key`, the column
    and, unless `with_programmes` is false, `programme_id`: whose payment it was, NULL where a
    registry did it.
    """

    name: str
    column: str
    changed: str
    # What its rules stand on; None: registers, if the rule asks one, else payments.
    ground: Ground | None = None
    # A subject's own payments make the hit, and so a single changed payment can: {payments}.
    by_line: bool = False
    # Its rules with {payments} have each payment of a hit in the evidence.
    evidence_is_whole: bool = False
    with_programmes: bool = True
    # A rule may narrow by subject and programme: {affected:COLUMN,PROGRAMME}.
    by_programme: bool = False
    # The payment's column that holds the key; where empty, subjects and not payments are counted.
    payments_column: str = ""
    # The scope whose changed subjects `changed` begins with.
    begins_with: str = ""
    # The kept table (matching.engine.derived) that has to be brought up to date before.
    keeps: str = ""
    # Its subjects are many more than the changed payments could make: they are narrowed first.
    narrowed_first: bool = False
    # Before paying: a SELECT of the keys that the table `draft` touches; "" where no draft is asked.
    of_draft: str = ""
    # Its subjects are people; a rule may return their payments only (matching.rules.returning).
    of_persons: bool = False
    # … then a registry's line is about the beneficiary, and its name is held against the payment's.
    line_of_subject: bool = False
    # Who lives in a subject's household may decide: {persons:…}.
    with_household: bool = False


PERSON = Scope(
    name="person",
    column="key",
    by_line=True,
    evidence_is_whole=True,
    payments_column="beneficiary_id",
    of_persons=True,
    line_of_subject=True,
    of_draft="SELECT beneficiary_id AS key FROM draft",
    changed="""
    SELECT DISTINCT beneficiary_id AS key, programme_id FROM {payments} AS p
    UNION ALL SELECT DISTINCT payee_id, programme_id FROM {payments} AS p
        WHERE payee_id IS NOT NULL
    UNION ALL SELECT DISTINCT head_id, programme_id FROM {payments} AS p
        WHERE head_id IS NOT NULL
    UNION ALL SELECT key, NULL FROM ({registry_persons}) AS registry
    """,
)
# A person and everybody in the same household.
HOUSEHOLD = Scope(
    name="household",
    column="key",
    by_line=True,
    evidence_is_whole=True,
    payments_column="beneficiary_id",
    of_persons=True,
    with_household=True,
    begins_with="person",
    of_draft="""
        SELECT beneficiary_id AS key FROM draft
        UNION SELECT other.person_id FROM matching_householdmember AS own
            JOIN matching_householdmember AS other ON other.household = own.household
            WHERE own.person_id IN (SELECT beneficiary_id FROM draft)
    """,
    # Also households that a line was in before it ended, and the members they then had.
    changed="""
    WITH households AS (
        SELECT DISTINCT member.household, persons.programme_id
        FROM {first} AS persons
        JOIN matching_householdmember AS member ON member.person_id = persons.key
    )
    SELECT key, programme_id FROM {first}
    UNION ALL SELECT member.person_id, households.programme_id
        FROM households
        JOIN matching_householdmember AS member ON member.household = households.household
    """,
)
# The same, where the line is the person's own and who else lives at home only decides whether it counts.
MEMBER = replace(
    HOUSEHOLD,
    name="member",
    line_of_subject=True,
    begins_with="household",
    changed="SELECT key, programme_id FROM {first}",
)
ACCOUNT = Scope(
    name="account",
    column="key",
    ground=Ground.ACCOUNTS,
    by_line=True,
    payments_column="account",
    of_draft="SELECT account AS key FROM draft WHERE account IS NOT NULL",
    changed=f"""
    WITH persons AS ({{registry_persons}})
    SELECT account AS key, programme_id FROM {{payments}} AS p WHERE account IS NOT NULL
    UNION SELECT account, NULL FROM funds_payment
        WHERE beneficiary_id IN (SELECT key FROM persons) AND account IS NOT NULL
    UNION SELECT account, NULL FROM funds_payment
        WHERE head_id IN (SELECT key FROM persons) AND account IS NOT NULL
    UNION SELECT account, NULL FROM matching_bankaccount WHERE batch_id {_IN_BANK_LISTS}
    UNION SELECT account, NULL FROM matching_bankaccount WHERE ended_by {_IN_BANK_LISTS}
    UNION SELECT account, NULL FROM matching_bankaccount
        WHERE person_id IN (SELECT key FROM persons)
    """,
)
BATCH = Scope(
    name="batch",
    column="id",
    ground=Ground.UNITS,
    with_programmes=False,
    # What came back from the bank was sent again, or was sent before, in other batches.
    changed="""
    SELECT id, int8send(id) AS key FROM (
        SELECT batch_id AS id FROM {batches}
        UNION SELECT again.batch_id FROM {payments} AS gone
            JOIN funds_payment AS again ON again.beneficiary_id = gone.beneficiary_id
                AND again.programme_id = gone.programme_id
                AND again.period_to >= gone.period_from AND again.period_from <= gone.period_to
            WHERE gone.state <> 'paid'
    ) AS changed
    """,
)
# A village by itself.
VILLAGE = Scope(
    name="village",
    column="code",
    ground=Ground.UNITS,
    by_line=True,
    changed=f"""
    SELECT code, convert_to(code, 'UTF8') AS key, programme_id FROM (
        SELECT DISTINCT region_id AS code, programme_id FROM {{payments}} AS p
        UNION SELECT region_id, programme_id FROM funds_allocation WHERE batch_id {_IN_BATCHES}
        UNION SELECT p.region_id, NULL FROM funds_payment AS p
            WHERE p.beneficiary_id IN ({{registry_persons}})
    ) AS places
    """,
)
_COUNTIES = "SELECT DISTINCT left(code, 6) AS code, programme_id FROM {first}"
# A village held against the others of its county: all of these are looked at again, those that have
# the programme by it, and all of them without one.
PEER_VILLAGES = Scope(
    name="peer-villages",
    column="code",
    ground=Ground.UNITS,
    by_programme=True,
    begins_with="village",
    changed=f"""
    WITH counties AS ({_COUNTIES})
    SELECT villages.code, convert_to(villages.code, 'UTF8') AS key, counties.programme_id
    FROM counties
    CROSS JOIN LATERAL (
        SELECT DISTINCT total.region_code AS code FROM funds_paymenttotal AS total
        WHERE total.programme_id = counties.programme_id
            AND total.region_code BETWEEN counties.code || '000000' AND counties.code || '999999'
            AND right(total.region_code, 3) <> '000'
        OFFSET 0
    ) AS villages
    UNION ALL SELECT code, convert_to(code, 'UTF8'), NULL FROM regions_region
        WHERE left(code, 6) IN (SELECT code FROM counties) AND right(code, 3) <> '000'
    """,
)
COUNTY = Scope(
    name="county",
    column="code",
    ground=Ground.UNITS,
    begins_with="village",
    changed=f"""
    SELECT code, convert_to(code, 'UTF8') AS key, programme_id FROM ({_COUNTIES}) AS counties
    """,
)
_RECORDS = " UNION ".join(
    f"SELECT region_id AS code FROM villages_{table} WHERE batch_id {_IN_BATCHES}"
    for table in ("ledgerline", "contract", "worksentry", "decisionentry")
)
# A village's own books: ledger, vouchers, contracts, works, decisions. An invoice is held against
# those of all villages; a cadre's home says which village is meant.
BOOKS = Scope(
    name="books",
    column="code",
    ground=Ground.BOOKS,
    with_programmes=False,
    changed=f"""
    WITH invoices AS (
        SELECT invoice_number FROM villages_ledgerline
            WHERE batch_id {_IN_BATCHES} AND invoice_number <> ''
        UNION SELECT invoice_number FROM villages_voucher
            WHERE region_id IN (SELECT code FROM {{batches}}_places) AND invoice_number <> ''
    )
    SELECT code, convert_to(code, 'UTF8') AS key FROM (
        {_RECORDS}
        UNION SELECT code FROM {{batches}}_places
        UNION SELECT region_id FROM funds_allocation
            WHERE batch_id {_IN_BATCHES} AND right(region_id, 3) <> '000'
        UNION SELECT region_id FROM villages_ledgerline
            WHERE invoice_number IN (SELECT invoice_number FROM invoices)
        UNION SELECT region_id FROM villages_voucher
            WHERE invoice_number IN (SELECT invoice_number FROM invoices)
        UNION SELECT home.region_id FROM matching_resident AS home
            WHERE home.person_id IN ({{registry_persons}})
    ) AS changed
    """,
)
# Two people of one village whose numbers are almost equal.
NEAR_PAIR = Scope(
    name="near-pair",
    column="key",
    by_line=True,
    with_programmes=False,
    begins_with="person",
    keeps="similar-identities",
    narrowed_first=True,
    changed="""
    SELECT n.key, persons.programme_id
        FROM {first} AS persons JOIN matching_similaridentitypair AS n ON n.first_id = persons.key
    UNION SELECT n.key, persons.programme_id
        FROM {first} AS persons JOIN matching_similaridentitypair AS n ON n.second_id = persons.key
    """,
)
# A plot of land and all for whom it was confirmed.
PLOT = Scope(
    name="plot",
    column="code",
    with_programmes=False,
    begins_with="household",
    changed="""
    SELECT DISTINCT land.plot AS code, convert_to(land.plot, 'UTF8') AS key
        FROM matching_landright AS land
        WHERE land.plot <> '' AND land.person_id IN (SELECT key FROM {first})
    """,
)
SCOPES = {
    scope.name: scope
    for scope in (
        PERSON, HOUSEHOLD, MEMBER, ACCOUNT, BATCH, VILLAGE, PEER_VILLAGES, COUNTY, BOOKS, NEAR_PAIR,
        PLOT,
    )
}  # fmt: skip
